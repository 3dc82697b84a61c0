using OnnxRecs.Numerics;

namespace OnnxRecs.Tests.Core.Numerics;

public sealed class TopKTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(50)]
    [InlineData(80)]
    public void Select_ManyTies_AgreesWithAStableSort(int k)
    {
        var rng = new Rng(1);
        for (int round = 0; round < 200; round++)
        {
            float[] scores = new float[50];
            for (int i = 0; i < scores.Length; i++) scores[i] = rng.NextInt(6) is 0 ? float.NegativeInfinity : rng.NextInt(8) - 4;
            int[] best = new int[k];

            int count = TopK.Select(scores, best);

            int[] expected = [.. Enumerable.Range(0, scores.Length).Where(i => scores[i] > float.NegativeInfinity).OrderByDescending(i => scores[i]).Take(k)];
            Assert.Equal(expected, best[..count]);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(20)]
    [InlineData(300)]
    [InlineData(20_000)]
    public void Select_LongerThanTheHead_AgreesWithAStableSort(int k)
    {
        var rng = new Rng(2);
        Func<int, float>[] shapes =
        [
            _ => (float)rng.NextGaussian(),
            i => i, // every score enters
            i => -i,
            _ => rng.NextInt(3), // ties without end
            i => i < 5000 ? float.NegativeInfinity : i % 7 == 0 ? float.NaN : rng.NextInt(1000) - 500,
            i => i % 2 == 0 ? 0f : -0f,
            i => i % 3 == 0 ? float.PositiveInfinity : (float)Math.Exp(80 * rng.NextDouble()) * (rng.NextInt(2) - 0.5f),
        ];
        foreach (Func<int, float> shape in shapes)
        {
            float[] scores = [.. Enumerable.Range(0, 15_003).Select(shape)];
            int[] best = new int[k];

            int count = TopK.Select(scores, best);

            int[] expected = [.. Enumerable.Range(0, scores.Length).Where(i => scores[i] > float.NegativeInfinity).OrderByDescending(i => scores[i]).Take(k)];
            Assert.Equal(expected, best[..count]);
        }
    }

    [Fact]
    public void Select_NaNAndNegativeInfinity_AreNeverChosen()
    {
        int[] best = new int[4];

        int count = TopK.Select([float.NaN, 1, float.NegativeInfinity, float.PositiveInfinity], best);

        Assert.Equal([3, 1], best[..count]);
    }

    [Fact]
    public void Select_NothingAskedOrOffered_IsEmpty()
    {
        Assert.Equal(0, TopK.Select([1, 2], []));
        Assert.Equal(0, TopK.Select([], new int[2]));
    }
}
