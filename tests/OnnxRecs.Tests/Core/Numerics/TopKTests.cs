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
