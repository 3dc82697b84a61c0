using OnnxRecs.Numerics;
using OnnxRecs.Train;

namespace OnnxRecs.NativeTests.Train;

public sealed class TorchAlgebraTests
{
    private const int N = 12;
    private readonly TorchAlgebra _algebra = new(threads: 1);

    [Fact]
    public void TryInvert_TimesTheMatrix_IsTheIdentity()
    {
        double[] matrix = PositiveDefinite(), inverse = [.. matrix];

        Assert.True(_algebra.TryInvert(inverse, N));

        for (int row = 0; row < N; row++)
        {
            for (int column = 0; column < N; column++)
                Assert.Equal(row == column ? 1 : 0, Enumerable.Range(0, N).Sum(k => inverse[row * N + k] * matrix[k * N + column]), 1e-10);
        }
    }

    [Fact]
    public void TryInvert_Singular_IsFalse() => Assert.False(_algebra.TryInvert([1, 1, 1, 1], 2));

    [Fact]
    public void Eigen_ValuesRiseAndVectorsAreTheirs()
    {
        double[] matrix = PositiveDefinite(), vectors = [.. matrix];

        double[] values = _algebra.Eigen(vectors, N);

        Assert.Equal(values.Order(), values);
        for (int k = 0; k < N; k++)
        {
            for (int row = 0; row < N; row++)
                Assert.Equal(values[k] * vectors[row * N + k], Enumerable.Range(0, N).Sum(i => matrix[row * N + i] * vectors[i * N + k]), 1e-10);
        }
    }

    [Fact]
    public void Orthonormalise_SpansTheSame()
    {
        double[] matrix = Random(N * 3), basis = [.. matrix];

        _algebra.Orthonormalise(basis, N, 3);

        for (int a = 0; a < 3; a++)
        {
            for (int b = 0; b < 3; b++) Assert.Equal(a == b ? 1 : 0, Enumerable.Range(0, N).Sum(row => basis[row * 3 + a] * basis[row * 3 + b]), 1e-12);
            // A column of the matrix is its own projection on the basis.
            double[] shares = [.. Enumerable.Range(0, 3).Select(b => Enumerable.Range(0, N).Sum(row => basis[row * 3 + b] * matrix[row * 3 + a]))];
            for (int row = 0; row < N; row++) Assert.Equal(matrix[row * 3 + a], Enumerable.Range(0, 3).Sum(b => shares[b] * basis[row * 3 + b]), 1e-12);
        }
    }

    private static double[] PositiveDefinite()
    {
        double[] root = Random(N * N), matrix = new double[N * N];
        for (int row = 0; row < N; row++)
        {
            for (int column = 0; column < N; column++)
                matrix[row * N + column] = Enumerable.Range(0, N).Sum(k => root[row * N + k] * root[column * N + k]) + (row == column ? 0.1 : 0);
        }
        return matrix;
    }

    private static double[] Random(int count)
    {
        var rng = new Rng(4);
        return [.. Enumerable.Range(0, count).Select(_ => rng.NextGaussian())];
    }
}
