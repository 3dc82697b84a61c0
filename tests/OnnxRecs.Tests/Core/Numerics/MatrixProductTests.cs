using OnnxRecs.Numerics;

namespace OnnxRecs.Tests.Core.Numerics;

public sealed class MatrixProductTests
{
    [Theory]
    [InlineData(1, 1, 32)]
    [InlineData(4, 7, 32)]
    [InlineData(7, 3, 64)]
    [InlineData(9, 600, 96)] // more than one block of the inner dimension
    public void Multiply_AnyShape_IsTheChainOfFusedSteps(int rows, int inner, int columns)
    {
        float[] a = Drawn(rows * inner, 1), b = Drawn(inner * columns, 2), c = Drawn(rows * columns, 3), added = [.. c];

        MatrixProduct.Multiply(rows, inner, columns, a, inner, 1, b, columns, c, columns);
        MatrixProduct.Multiply(rows, inner, columns, a, inner, 1, b, columns, added, columns, add: true);

        float[] before = Drawn(rows * columns, 3);
        for (int i = 0; i < rows; i++)
            for (int j = 0; j < columns; j++)
            {
                (float plain, float on) = (0, before[i * columns + j]);
                for (int k = 0; k < inner; k++)
                {
                    plain = MathF.FusedMultiplyAdd(a[i * inner + k], b[k * columns + j], plain);
                    on = MathF.FusedMultiplyAdd(a[i * inner + k], b[k * columns + j], on);
                }
                Assert.Equal(plain, c[i * columns + j]);
                Assert.Equal(on, added[i * columns + j]);
            }
    }

    [Fact]
    public void Multiply_TransposedAndPartOfALargerMatrix_ReadsAndWritesInPlace()
    {
        const int rows = 6, inner = 5, columns = 32, wide = 40;
        float[] across = Drawn(inner * rows, 1), b = Drawn(inner * wide, 2), c = new float[rows * wide];
        float[] expected = new float[rows * columns];
        float[] a = [.. Enumerable.Range(0, rows * inner).Select(i => across[i % inner * rows + i / inner])];
        float[] narrow = [.. Enumerable.Range(0, inner * columns).Select(i => b[i / columns * wide + i % columns])];

        MatrixProduct.Multiply(rows, inner, columns, across, 1, rows, b, wide, c, wide);
        MatrixProduct.Multiply(rows, inner, columns, a, inner, 1, narrow, columns, expected, columns);

        for (int i = 0; i < rows; i++)
        {
            Assert.Equal(expected[(i * columns)..((i + 1) * columns)], c[(i * wide)..(i * wide + columns)]);
            Assert.All(c[(i * wide + columns)..((i + 1) * wide)], value => Assert.Equal(0, value));
        }
    }

    [Fact]
    public void Multiply_WhatDoesNotFit_IsRefused()
    {
        float[] room = new float[64];

        Assert.Throws<ArgumentException>("columns", () => MatrixProduct.Multiply(1, 1, 31, room, 1, 1, room, 31, room, 31));
        Assert.Throws<ArgumentException>("a", () => MatrixProduct.Multiply(2, 64, 32, room, 64, 1, new float[64 * 32], 32, room, 32));
        Assert.Throws<ArgumentException>("b", () => MatrixProduct.Multiply(1, 3, 32, room, 3, 1, room, 32, room, 32));
        Assert.Throws<ArgumentException>("c", () => MatrixProduct.Multiply(3, 1, 32, room, 1, 1, room, 32, room, 32));
    }

    [Theory]
    [InlineData(1, 32)]
    [InlineData(32, 32)]
    [InlineData(33, 64)]
    public void Padded_IsTheNextWholeStep(int columns, int expected) => Assert.Equal(expected, MatrixProduct.Padded(columns));

    private static float[] Drawn(int count, ulong seed)
    {
        var rng = new Rng(seed);
        return [.. Enumerable.Range(0, count).Select(_ => (float)rng.NextGaussian())];
    }
}
