using System.Numerics.Tensors;

namespace OnnxRecs.Models.Classical;

/// <summary>Solves small symmetric positive definite systems where they lie. O(n^3 / 3) multiply-adds, on the caller's thread.</summary>
internal static class Cholesky
{
    private const float Smallest = 1e-6f; // of what is left of a diagonal value; below it there is only rounding

    /// <summary>The lower factor takes the place of the lower half of the matrix.</summary>
    /// <param name="matrix">Element (i, j) lies at i * stride + j; only the lower half is read.</param>
    /// <param name="n">Rows and columns.</param>
    /// <param name="stride">Distance of rows.</param>
    /// <returns>False: it is not positive definite, as far as the precision of a float tells.</returns>
    public static bool TryFactor(Span<float> matrix, int n, int stride)
    {
        for (int i = 0; i < n; i++)
        {
            Span<float> row = matrix.Slice(i * stride, i + 1);
            for (int j = 0; j < i; j++)
            {
                ReadOnlySpan<float> upper = matrix.Slice(j * stride, j + 1);
                row[j] = (row[j] - TensorPrimitives.Dot<float>(row[..j], upper[..j])) / upper[j];
            }
            float pivot = row[i] - TensorPrimitives.SumOfSquares<float>(row[..i]);
            if (!(pivot > Smallest * row[i])) return false;
            row[i] = MathF.Sqrt(pivot);
        }
        return true;
    }

    /// <summary>The solution takes the place of the right-hand side.</summary>
    /// <param name="factor">What <see cref="TryFactor"/> left.</param>
    /// <param name="n">Rows and columns.</param>
    /// <param name="stride">Distance of rows.</param>
    /// <param name="x">[n]</param>
    public static void Solve(ReadOnlySpan<float> factor, int n, int stride, Span<float> x)
    {
        for (int i = 0; i < n; i++)
        {
            ReadOnlySpan<float> row = factor.Slice(i * stride, i + 1);
            x[i] = (x[i] - TensorPrimitives.Dot<float>(row[..i], x[..i])) / row[i];
        }
        for (int i = n - 1; i >= 0; i--)
        {
            ReadOnlySpan<float> row = factor.Slice(i * stride, i + 1);
            x[i] /= row[i];
            TensorPrimitives.MultiplyAdd(row[..i], -x[i], x[..i], x[..i]);
        }
    }
}
