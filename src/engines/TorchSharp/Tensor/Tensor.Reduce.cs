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

        public Tensor sum(long dim, bool keepdim = false, ScalarType? type = null) => sum(new ReadOnlySpan<long>(in dim), keepdim, type);

        public Tensor sum(long[] dim, bool keepdim = false, ScalarType? type = null) => sum(dim.AsSpan(), keepdim, type);

        public Tensor sum(ReadOnlySpan<long> dim, bool keepdim = false, ScalarType? type = null)
        {
            fixed (long* dims = dim) return Made(Native.shim_sum_dims(Handle, dims, dim.Length, keepdim ? 1 : 0, Code(type)), this);
        }

        public Tensor mean() => Made(Native.shim_mean(Handle, Code(null)), this);

        public Tensor mean(long[] dimensions, bool keepdim = false, ScalarType? type = null)
        {
            fixed (long* dims = dimensions)
                return Made(Native.shim_mean_dims(Handle, dims, dimensions.Length, keepdim ? 1 : 0, Code(type)), this);
        }

        public Tensor max() => Made(Native.shim_max(Handle), this);

        public Tensor softmax(long dim) => Made(Native.shim_softmax(Handle, dim), this);

        public Tensor log_softmax(long dim) => Made(Native.shim_log_softmax(Handle, dim), this);

        public Tensor logsumexp(long dim, bool keepdim = false) => Made(Native.shim_logsumexp(Handle, dim, keepdim ? 1 : 0), this);

        /// <summary>The k largest (or smallest) elements along a dimension, and where they were.</summary>
        public (Tensor, Tensor) topk(int k, int dim = -1, bool largest = true, bool sorted = true)
        {
            nint* results = stackalloc nint[2];
            Changed(Native.shim_topk(Handle, k, dim, largest ? 1 : 0, sorted ? 1 : 0, results));
            return (Adopt(results[0]), Adopt(results[1]));
        }

        // libtorch's number of a type; a negative one says "as the input".
        internal static int Code(ScalarType? type) => type is ScalarType one ? (int)one : -1;
    }
}
