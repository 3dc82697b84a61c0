using System.Numerics.Tensors;
using OnnxRecs.Numerics;

namespace OnnxRecs.Models.Classical;

/// <summary>Solves small symmetric positive definite systems where they lie: A = U^T U, with U upper triangular. O(n^3 / 6) multiply-adds, on the caller's thread.</summary>
internal static class Cholesky
{
    private const float Smallest = 1e-6f; // of what is left of a diagonal value; below it there is only rounding
    private const int RowsAtOnce = 4; // what MatrixProduct has in registers

    /// <summary>The factor takes the place of the upper half of the matrix.</summary>
    /// <param name="matrix">Element (i, j) lies at i * stride + j; what is below the diagonal or beyond n is not read for the factor, but may be overwritten.</param>
    /// <param name="n">Rows and columns.</param>
    /// <param name="stride">Distance of rows; a multiple of <see cref="MatrixProduct.ColumnStep"/>.</param>
    /// <returns>False: it is not positive definite, as far as the precision of a float tells.</returns>
    public static bool TryFactor(Span<float> matrix, int n, int stride)
    {
        Span<float> products = stackalloc float[RowsAtOnce * stride], diagonal = stackalloc float[RowsAtOnce];
        for (int from = 0; from < n; from += RowsAtOnce)
        {
            int count = Math.Min(RowsAtOnce, n - from), left = from / MatrixProduct.ColumnStep * MatrixProduct.ColumnStep, width = stride - left;
            for (int i = 0; i < count; i++) diagonal[i] = matrix[(from + i) * stride + from + i];
            // All rows of the factor so far at once, by which four rows of the matrix shrink.
            if (from > 0) MatrixProduct.Multiply(count, from, width, matrix[from..], 1, stride, matrix[left..], stride, products, stride);
            for (int i = 0; i < count; i++)
            {
                Span<float> row = matrix.Slice((from + i) * stride + left, width);
                if (from > 0) TensorPrimitives.Subtract(row, products.Slice(i * stride, width), row);
                for (int j = 0; j < i; j++)
                {
                    ReadOnlySpan<float> above = matrix.Slice((from + j) * stride + left, width);
                    TensorPrimitives.MultiplyAdd(above, -above[from + i - left], row, row);
                }
                float pivot = row[from + i - left];
                if (!(pivot > Smallest * diagonal[i])) return false;
                TensorPrimitives.Multiply(row, 1 / MathF.Sqrt(pivot), row);
            }
        }
        return true;
    }

    /// <summary>The solution takes the place of the right-hand side: U^T y = x from the first row on, then U x = y from the last.</summary>
    /// <param name="factor">What <see cref="TryFactor"/> left.</param>
    /// <param name="n">Rows and columns.</param>
    /// <param name="stride">Distance of rows.</param>
    /// <param name="x">[n]</param>
    public static void Solve(ReadOnlySpan<float> factor, int n, int stride, Span<float> x)
    {
        for (int i = 0; i < n; i++)
        {
            ReadOnlySpan<float> row = factor.Slice(i * stride, n);
            x[i] /= row[i];
            TensorPrimitives.MultiplyAdd(row[(i + 1)..], -x[i], x[(i + 1)..], x[(i + 1)..]);
        }
        for (int i = n - 1; i >= 0; i--)
        {
            ReadOnlySpan<float> row = factor.Slice(i * stride, n);
            x[i] = (x[i] - TensorPrimitives.Dot(row[(i + 1)..], x[(i + 1)..])) / row[i];
        }
    }
}
