namespace TorchSharp;

public static partial class torch
{
    public unsafe partial class Tensor
    {
        /// <summary>Whole slices, in the order of a one-dimensional index.</summary>
        public Tensor index_select(long dim, Tensor index) => Made(Native.shim_index_select(Handle, dim, index.Handle), this, index);
    }
}
