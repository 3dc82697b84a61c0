namespace TorchSharp;

public static partial class torch
{
    public unsafe partial class Tensor
    {
        public Tensor sum(ScalarType? type = null)
        {
            // A literal 0 converts to an enumeration, here as in TorchSharp, where the mistake goes unnoticed.
            if (type == ScalarType.Byte) throw new ArgumentException("sum(0) is a sum as bytes: write sum(0L) for dimension 0", nameof(type));
            return Made(Native.shim_sum(Handle, Code(type)), this);
        }

        public Tensor sum(long dim, bool keepdim = false, ScalarType? type = null) =>
            Made(Native.shim_sum_dim(Handle, dim, keepdim ? 1 : 0, Code(type)), this);

        public Tensor mean() => Made(Native.shim_mean(Handle), this);

        /// <summary>The greatest along some dimensions.</summary>
        public Tensor amax(ReadOnlySpan<long> dims, bool keepdim = false)
        {
            fixed (long* pointer = dims) return Made(Native.shim_amax(Handle, pointer, dims.Length, keepdim ? 1 : 0), this);
        }

        /// <summary>The k greatest, or smallest, along a dimension, and where they stand.</summary>
        public (Tensor values, Tensor indexes) topk(int k, int dim = -1, bool largest = true, bool sorted = true) =>
            Pair((parts, handle) => Native.shim_topk(handle, k, dim, largest ? 1 : 0, sorted ? 1 : 0, (nint*)parts), this);

        public Tensor softmax(long dim) => Made(Native.shim_softmax(Handle, dim), this);

        public Tensor log_softmax(long dim) => Made(Native.shim_log_softmax(Handle, dim), this);

        public Tensor logsumexp(long dim, bool keepdim = false) => Made(Native.shim_logsumexp(Handle, dim, keepdim ? 1 : 0), this);

        // libtorch's number of a type; a negative one says "as the input".
        internal static int Code(ScalarType? type) => type is ScalarType one ? (int)one : -1;
    }
}
