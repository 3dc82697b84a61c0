namespace TorchSharp;

public static partial class torch
{
    public unsafe partial class Tensor
    {
        public Tensor reshape(params long[] shape)
        {
            fixed (long* sizes = shape) return Made(Native.shim_reshape(Handle, sizes, shape.Length), this);
        }

        public Tensor permute(params long[] permutation)
        {
            fixed (long* order = permutation) return Made(Native.shim_permute(Handle, order, permutation.Length), this);
        }

        public Tensor t() => Made(Native.shim_t(Handle), this);

        public Tensor transpose(long dim0, long dim1) => Made(Native.shim_transpose(Handle, dim0, dim1), this);

        public Tensor flatten(long start_dim = 0, long end_dim = -1) => Made(Native.shim_flatten(Handle, start_dim, end_dim), this);

        public Tensor unsqueeze(long dim) => Made(Native.shim_unsqueeze(Handle, dim), this);

        public Tensor squeeze(long? dim = null) =>
            Made(dim is long one ? Native.shim_squeeze_dim(Handle, one) : Native.shim_squeeze(Handle), this);

        public Tensor narrow(long dim, long start, long length) => Made(Native.shim_narrow(Handle, dim, start, length), this);

        /// <summary>The slices along a dimension, without it.</summary>
        public Tensor[] unbind(int dim = 0)
        {
            var parts = new nint[Dimensions == 0 ? 0 : size(dim)];
            fixed (nint* pointer = parts) return Parts(parts, Native.shim_unbind(Handle, dim, pointer, parts.Length));
        }

        private Tensor[] Parts(nint[] parts, long count)
        {
            GC.KeepAlive(this);
            if (count < 0) Native.Throw();
            var tensors = new Tensor[count];
            for (int i = 0; i < tensors.Length; i++) tensors[i] = Adopt(parts[i]);
            return tensors;
        }
    }
}
