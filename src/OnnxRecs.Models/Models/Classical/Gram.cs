using OnnxRecs.Numerics;

namespace OnnxRecs.Models.Classical;

/// <summary>The sum of the outer products of vectors with themselves: x^T x, of which the lower half is the mirror of the upper and left out.</summary>
internal static class Gram
{
    private const int RowsInStrip = 16; // of the result; a strip has no columns left of its first row, so the narrower it is the less is computed twice
    private const int VectorsAtOnce = 128; // whose strip stays in the first cache

    /// <summary>matrix += x^T x, its upper half at least; what lies below the diagonal then means nothing. Cost: about count * width^2 / 2 multiply-adds.</summary>
    /// <param name="x">[count, width], and what follows it up to the next multiple of <see cref="MatrixProduct.ColumnStep"/>, which may be anything.</param>
    /// <param name="count">How many vectors.</param>
    /// <param name="width">Of the vectors.</param>
    /// <param name="xRow">Distance of the vectors.</param>
    /// <param name="matrix">[width, width], its rows filled up to the same multiple with what then means nothing.</param>
    /// <param name="matrixRow">Distance of rows.</param>
    public static void Add(ReadOnlySpan<float> x, int count, int width, int xRow, Span<float> matrix, int matrixRow)
    {
        for (int from = 0; from < count; from += VectorsAtOnce)
        {
            int depth = Math.Min(VectorsAtOnce, count - from);
            for (int row = 0; row < width; row += RowsInStrip)
            {
                ReadOnlySpan<float> right = x[(from * xRow + row)..];
                MatrixProduct.Multiply(Math.Min(RowsInStrip, width - row), depth, MatrixProduct.Padded(width - row), right, 1, xRow, right, xRow, matrix[(row * matrixRow + row)..], matrixRow, add: true);
            }
        }
    }
}
