using OnnxRecs.Models.Classical;
using OnnxRecs.Numerics;

namespace OnnxRecs.Tests.Models.Classical;

public sealed class CholeskyTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(17)]
    [InlineData(64)]
    [InlineData(70)]
    public void Solve_AnySize_IsTheSolution(int n)
    {
        int stride = MatrixProduct.Padded(n);
        var rng = new Rng((ulong)n);
        double[] root = [.. Enumerable.Range(0, n * n).Select(_ => rng.NextGaussian())], expected = [.. Enumerable.Range(0, n).Select(_ => rng.NextGaussian())];
        double Element(int i, int j) => Enumerable.Range(0, n).Sum(k => root[i * n + k] * root[j * n + k]) + (i == j ? n : 0);
        float[] matrix = new float[n * stride];
        Array.Fill(matrix, float.NaN); // below the diagonal and beyond the width nothing counts
        for (int i = 0; i < n; i++)
        {
            for (int j = i; j < n; j++) matrix[i * stride + j] = (float)Element(i, j);
        }
        float[] x = [.. Enumerable.Range(0, n).Select(i => (float)Enumerable.Range(0, n).Sum(j => Element(i, j) * expected[j]))];

        Assert.True(Cholesky.TryFactor(matrix, n, stride));
        Cholesky.Solve(matrix, n, stride, x);

        for (int i = 0; i < n; i++) Assert.Equal(expected[i], x[i], 1e-4);
    }

    [Theory]
    [InlineData(1, 2)] // of values 3 and -1
    [InlineData(1, 1)] // singular
    [InlineData(1, 1 - 1e-7)] // only rounding is left of it
    [InlineData(1, double.NaN)]
    public void TryFactor_NotPositiveDefinite_IsFalse(double diagonal, double beside)
    {
        float[] matrix = new float[2 * MatrixProduct.ColumnStep];
        (matrix[0], matrix[1], matrix[MatrixProduct.ColumnStep + 1]) = ((float)diagonal, (float)beside, (float)diagonal);

        Assert.False(Cholesky.TryFactor(matrix, 2, MatrixProduct.ColumnStep));
    }
}
