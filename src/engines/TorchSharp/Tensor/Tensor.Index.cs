namespace TorchSharp;

public static partial class torch
{
    public unsafe partial class Tensor
    {
        /// <summary>One element per index: out[i][j] = this[index[i][j]][j] for dimension 0.</summary>
        public Tensor gather(long dim, Tensor index) => Made(Native.shim_gather(Handle, dim, index.Handle), this, index);

        /// <summary>Whole slices, in the order of a one-dimensional index.</summary>
        public Tensor index_select(long dim, Tensor index) => Made(Native.shim_index_select(Handle, dim, index.Handle), this, index);

        /// <summary>One row of coordinates per element that is not zero.</summary>
        public Tensor nonzero() => Made(Native.shim_nonzero(Handle), this);

        /// <summary>The distinct elements, and on request where each element of the input went and how many went there.</summary>
        public (Tensor output, Tensor? inverse_indices, Tensor? counts) unique(
            bool sorted = true, bool return_inverse = false, bool return_counts = false)
        {
            nint* results = stackalloc nint[3];
            Changed(Native.shim_unique(Handle, sorted ? 1 : 0, return_inverse ? 1 : 0, return_counts ? 1 : 0, results));
            return (Adopt(results[0]), Wanted(return_inverse, results[1]), Wanted(return_counts, results[2]));
        }

        // What was not asked for is empty, but there.
        private static Tensor? Wanted(bool wanted, nint handle)
        {
            if (wanted) return Adopt(handle);
            Native.shim_free(handle);
            return null;
        }
    }
}
