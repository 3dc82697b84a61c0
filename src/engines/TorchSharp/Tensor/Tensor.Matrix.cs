namespace TorchSharp;

public static partial class torch
{
    public unsafe partial class Tensor
    {
        /// <summary>Product over the last dimension of this and the last but one of the other; leading ones are a batch.</summary>
        public Tensor matmul(Tensor target) => Made(Native.shim_matmul(Handle, target.Handle), this, target);
    }
}
