namespace TorchSharp;

public static unsafe partial class torch
{
    /// <summary>The inverse of a symmetric positive definite matrix from its Cholesky factor.</summary>
    public static Tensor cholesky_inverse(Tensor input, bool upper = false) => Tensor.Made(Native.shim_cholesky_inverse(input.Handle, upper ? 1 : 0), input);

    /// <summary>Dense linear algebra.</summary>
    public static class linalg
    {
        /// <summary>The lower factor, and 0 or the order of the leading minor that is not positive definite.</summary>
        public static (Tensor L, Tensor info) cholesky_ex(Tensor input, bool check_errors = false)
        {
            (Tensor factor, Tensor info) = Tensor.Pair((parts, handle) => Native.shim_cholesky_ex(handle, check_errors ? 1 : 0, (nint*)parts), input);
            return (factor, info);
        }

        /// <summary>Eigenvalues, rising, and vectors as columns, of a symmetric matrix.</summary>
        public static (Tensor, Tensor) eigh(Tensor input, char UPLO = 'L') => Tensor.Pair((parts, handle) => Native.shim_eigh(handle, UPLO == 'L' ? 1 : 0, (nint*)parts), input);

        /// <summary>The reduced decomposition: orthonormal columns and an upper triangle.</summary>
        public static (Tensor Q, Tensor R) qr(Tensor input) => Tensor.Pair((parts, handle) => Native.shim_qr(handle, (nint*)parts), input);
    }
}
