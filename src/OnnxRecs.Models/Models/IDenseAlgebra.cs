namespace OnnxRecs.Models;

/// <summary>What the training engine's LAPACK does for <see cref="IFittedModel"/>. Matrices are row-major.</summary>
public interface IDenseAlgebra
{
    /// <summary>The inverse of a symmetric positive definite matrix, in its place. O(n^3).</summary>
    /// <returns>False: it is not positive definite, as far as the precision of a double tells.</returns>
    bool TryInvert(double[] matrix, int n);

    /// <summary>Eigenvalues, rising, and in the matrix's place their vectors as columns, of a symmetric matrix. O(n^3).</summary>
    double[] Eigen(double[] matrix, int n);

    /// <summary>An orthonormal basis of what the columns of [rows, columns] span, in their place; rows at least columns. O(rows columns^2).</summary>
    void Orthonormalise(double[] matrix, int rows, int columns);
}
