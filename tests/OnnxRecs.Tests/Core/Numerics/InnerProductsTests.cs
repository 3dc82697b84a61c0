using FsCheck.Fluent;
using OnnxRecs.Numerics;
using OnnxRecs.Tests.Support;

namespace OnnxRecs.Tests.Core.Numerics;

public sealed class InnerProductsTests
{
    [Fact]
    public void Multiply_SmallTable_IsAsByHand()
    {
        var products = new InnerProducts(new VectorTable([1, 2, 3, 4, 5, 6], dim: 2));
        float[] result = new float[6];

        products.Multiply(new float[] { 10, 1, 0, -1 }, result);

        // 10*1 + 1*2, 10*3 + 1*4, 10*5 + 1*6; 0*1 - 1*2, ...
        Assert.Equal([12, 34, 56, -2, -4, -6], result);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Multiply_AnyShape_HasTheBitsOfThePlainChain(bool wide)
    {
        // Around the edges of panels (24 and 48 items), groups (4 rows) and blocks (at most 32 rows).
        foreach ((int rows, int items, int dim) in new[] { (1, 1, 1), (3, 23, 5), (4, 24, 8), (5, 25, 1), (33, 47, 3), (64, 48, 64), (67, 145, 10), (300, 49, 7) })
        {
            float[] users = Normal(rows * dim, 1);
            float[] table = Normal(items * dim, 2);
            float[] result = new float[rows * items];

            new InnerProducts(new VectorTable(table, dim), wide).Multiply(users, result);

            Assert.Equal(Plain(users, table, dim), result);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Multiply_AddingTheRestOfAChain_HasTheBitsOfTheWhole(bool wide)
    {
        foreach ((int rows, int items, int dim) in new[] { (1, 1, 3), (5, 25, 9), (33, 47, 12), (67, 145, 20) })
        {
            float[] users = Normal(rows * dim, 5);
            float[] table = Normal(items * dim, 6);
            float[] result = new float[rows * items];

            for (int from = 0, to = dim / 3; from < dim; (from, to) = (to, dim))
                new InnerProducts(new VectorTable(Columns(table, dim, from, to), to - from), wide).Multiply(Columns(users, dim, from, to), result, add: from > 0);

            Assert.Equal(Plain(users, table, dim), result);
        }

        static float[] Columns(float[] values, int dim, int from, int to) => [.. values.Where((_, i) => i % dim >= from && i % dim < to)];
    }

    [Fact]
    public void Multiply_RowInAnotherBlock_HasTheSameBits()
    {
        const int dim = 13;
        var products = new InnerProducts(new VectorTable(Normal(100 * dim, 3), dim));
        float[] users = Normal(70 * dim, 4);
        float[] together = new float[70 * 100], alone = new float[100];
        products.Multiply(users, together);
        for (int row = 0; row < 70; row++)
        {
            products.Multiply(users.AsMemory(row * dim, dim), alone);

            Assert.Equal(alone, together[(row * 100)..((row + 1) * 100)]);
        }
    }

    [Fact]
    public void Multiply_NaNAndInfinity_ReachTheirOwnProductsOnly()
    {
        var products = new InnerProducts(new VectorTable([float.NaN, 1, float.PositiveInfinity], dim: 1));
        float[] result = new float[6];

        products.Multiply(new float[] { 2, -1 }, result);

        Assert.Equal([float.NaN, 2, float.PositiveInfinity, float.NaN, -1, float.NegativeInfinity], result);
    }

    [Fact]
    public void Multiply_LengthsDoNotFit_Throws()
    {
        var products = new InnerProducts(new VectorTable(new float[6], dim: 2));

        Assert.Throws<ArgumentException>(() => products.Multiply(new float[3], new float[3]));
        Assert.Throws<ArgumentException>(() => products.Multiply(new float[4], new float[5]));
        products.Multiply(Array.Empty<float>(), Array.Empty<float>());
    }

    [Fact]
    public void Multiply_AnySizes_HasTheBitsOfThePlainChain()
    {
        var sizes = from rows in Gen.Choose(0, 40) from items in Gen.Choose(1, 100) from dim in Gen.Choose(1, 20) from seed in Gen.Choose(0, 1000) select (rows, items, dim, seed);
        Properties.Hold(sizes, size =>
        {
            float[] users = Normal(size.rows * size.dim, (ulong)size.seed), table = Normal(size.items * size.dim, 5), result = new float[size.rows * size.items];
            new InnerProducts(new VectorTable(table, size.dim)).Multiply(users, result);
            return result.AsSpan().SequenceEqual(Plain(users, table, size.dim));
        });
    }

    /// <summary>The dumb twin.</summary>
    private static float[] Plain(float[] users, float[] table, int dim)
    {
        int items = table.Length / dim;
        float[] result = new float[users.Length / dim * items];
        for (int i = 0; i < result.Length; i++)
        {
            for (int d = 0; d < dim; d++) result[i] = MathF.FusedMultiplyAdd(users[i / items * dim + d], table[i % items * dim + d], result[i]);
        }
        return result;
    }

    private static float[] Normal(int count, ulong seed)
    {
        var rng = new Rng(seed);
        return [.. Enumerable.Range(0, count).Select(_ => (float)rng.NextGaussian())];
    }
}
