namespace TorchSharp;

public static partial class torch
{
    public unsafe partial class Tensor
    {
        /// <summary>Product over the last dimension of this and the last but one of the other; leading ones are a batch.</summary>
        public Tensor matmul(Tensor target) => Made(Native.shim_matmul(Handle, target.Handle), this, target);

        public Tensor mm(Tensor target) => Made(Native.shim_mm(Handle, target.Handle), this, target);

        public Tensor bmm(Tensor batch2) => Made(Native.shim_bmm(Handle, batch2.Handle), this, batch2);

        /// <summary>beta · this + alpha · mat1 mat2.</summary>
        public Tensor addmm(Tensor mat1, Tensor mat2, float beta, float alpha) =>
            Made(Native.shim_addmm(Handle, mat1.Handle, mat2.Handle, beta, alpha), this, mat1, mat2);
    }
}
