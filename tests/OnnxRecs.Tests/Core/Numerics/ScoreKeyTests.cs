using OnnxRecs.Numerics;

namespace OnnxRecs.Tests.Core.Numerics;

public class ScoreKeyTests
{
    // From best to worst, with the items that break ties.
    private static readonly (float Score, int Item)[] Ordered =
    [
        (float.PositiveInfinity, 9), (float.MaxValue, 8), (2, 0), (2, 1), (2, int.MaxValue), (1, 5), (float.Epsilon, 0), (0, 3), (0, 4),
        (-float.Epsilon, 0), (-1, 2), (-1, 3), (-2, 0), (float.MinValue, 1), (float.NegativeInfinity, 0),
    ];

    [Fact]
    public void Pack_BetterItem_HasLowerKey()
    {
        for (int i = 1; i < Ordered.Length; i++)
        {
            ((float Score, int Item) better, (float Score, int Item) worse) = (Ordered[i - 1], Ordered[i]);
            Assert.True(ScoreKey.Pack(better.Score, better.Item) < ScoreKey.Pack(worse.Score, worse.Item), $"{better} before {worse}");
        }
    }

    [Fact]
    public void Pack_RoundTrips()
    {
        foreach ((float score, int item) in Ordered)
        {
            ulong key = ScoreKey.Pack(score, item);
            Assert.Equal(score, ScoreKey.Score(key));
            Assert.Equal(item, ScoreKey.Item(key));
        }
    }

    [Fact]
    public void Pack_NegativeZero_IsTiedWithZero() => Assert.Equal(ScoreKey.Pack(0f, 7), ScoreKey.Pack(-0f, 7));

    [Fact]
    public void Sort_AgreesWithTopK()
    {
        var rng = new Rng(3);
        float[] scores = new float[500];
        int[] items = new int[500], best = new int[500];
        for (int i = 0; i < scores.Length; i++) (scores[i], items[i]) = (rng.NextInt(40) - 20, i);
        TopK.Select(scores, best);
        float[] sorted = [.. scores];
        ScoreKey.Sort(items, sorted);
        Assert.Equal(best, items);
        Assert.Equal(Array.ConvertAll(best, i => scores[i]), sorted);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(1000)]
    public void Sort_KeysInTheOrderOfItems_AgreesWithComparing(int count)
    {
        var rng = new Rng(4);
        ulong[] keys = [.. Enumerable.Range(0, count).Select(item => ScoreKey.Pack(item % 2 == 0 ? rng.NextInt(5) - 2 : (float)rng.NextGaussian(), item))];
        ulong[] expected = [.. keys.Order()];

        ScoreKey.Sort(keys.AsSpan());

        Assert.Equal(expected, keys);
    }

    [Fact]
    public void Rising_RisesWithTheScore()
    {
        for (int i = 1; i < Ordered.Length; i++)
        {
            Assert.True(ScoreKey.Rising(Ordered[i - 1].Score) >= ScoreKey.Rising(Ordered[i].Score));
            Assert.Equal(Ordered[i].Score, ScoreKey.FromRising(ScoreKey.Rising(Ordered[i].Score)));
        }
    }

    [Fact]
    public void Sort_LengthsDiffer_Throws() => Assert.Throws<ArgumentException>(() => ScoreKey.Sort([1, 2], [1f]));
}
