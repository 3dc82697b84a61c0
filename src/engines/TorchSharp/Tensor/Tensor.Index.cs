namespace TorchSharp;

public static partial class torch
{
    public unsafe partial class Tensor
    {
        /// <summary>Single elements along a dimension; the index has as many dimensions as this.</summary>
        public Tensor gather(long dim, Tensor index) => Made(Native.shim_gather(Handle, dim, index.Handle), this, index);

        /// <summary>Whole slices, in the order of a one-dimensional index.</summary>
        public Tensor index_select(long dim, Tensor index) => Made(Native.shim_index_select(Handle, dim, index.Handle), this, index);
    }
}
