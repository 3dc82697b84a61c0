namespace TorchSharp;

public static unsafe partial class torch
{
    /// <summary>Decompositions of matrices; leading dimensions are a batch.</summary>
    public static class linalg
    {
        /// <summary>The lower triangle L with input = L Lᵀ.</summary>
        public static Tensor cholesky(Tensor input) => Tensor.Made(Native.shim_linalg_cholesky(input.Handle), input);

        public static Tensor inv(Tensor input) => Tensor.Made(Native.shim_linalg_inv(input.Handle), input);

        /// <summary>X with A X = B, or X A = B.</summary>
        public static Tensor solve(Tensor A, Tensor B, bool left = true) =>
            Tensor.Made(Native.shim_linalg_solve(A.Handle, B.Handle, left ? 1 : 0), A, B);

        /// <summary>input = U diag(S) Vh, singular values falling.</summary>
        public static (Tensor U, Tensor S, Tensor Vh) svd(Tensor input, bool fullMatrices = true)
        {
            nint* results = stackalloc nint[3];
            Native.Check(Native.shim_linalg_svd(input.Handle, fullMatrices ? 1 : 0, results));
            GC.KeepAlive(input);
            return (Tensor.Adopt(results[0]), Tensor.Adopt(results[1]), Tensor.Adopt(results[2]));
        }

        /// <summary>Eigenvalues, rising, and eigenvectors, one a column, of a symmetric matrix.</summary>
        public static (Tensor, Tensor) eigh(Tensor input, char UPLO = 'L')
        {
            nint* results = stackalloc nint[2];
            Native.Check(Native.shim_linalg_eigh(input.Handle, UPLO == 'U' ? 1 : 0, results));
            GC.KeepAlive(input);
            return (Tensor.Adopt(results[0]), Tensor.Adopt(results[1]));
        }
    }
}
