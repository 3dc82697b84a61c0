using OnnxRecs.Pipeline;
using OnnxRecs.Rank.Rerank;

namespace OnnxRecs.Tests.Rank.Rerank;

public class PopularityPenaltyTests
{
    // ln(1 + count): 0, ln 10, 2 ln 10, so popularity 0, 1/2, 1.
    private static readonly int[] Counts = [0, 9, 99];

    private static ScoredItems Apply(double alpha, int[] items, float[] scores, int[]? counts = null) =>
        new PopularityPenalty(counts ?? Counts, alpha).Apply(new Query(0, [], [], Count: 1), new ScoredItems(items, scores));

    [Fact]
    public void Apply_Alpha_TakesItsShareOfPopularity()
    {
        // Normalised 1, .75, 0; less .8 * popularity: item 2: 1 - .8, item 1: .75 - .4, item 0: 0 - 0.
        ScoredItems list = Apply(0.8, [2, 1, 0], [8, 7, 4]);
        Assert.Equal([1, 2, 0], list.Items);
        Assert.Equal([0.35, 0.2, 0], Array.ConvertAll(list.Scores, score => Math.Round(score, 5)));
    }

    [Fact]
    public void Apply_LargeAlpha_PutsTheUnpopularFirst() => Assert.Equal([0, 1, 2], Apply(5, [2, 1, 0], [8, 7, 4]).Items);

    [Fact]
    public void Apply_AlphaZero_KeepsTheOrder()
    {
        // The last two scores are one float after normalising; by index they would change places.
        Assert.Equal([1, 2, 0], Apply(0, [1, 2, 0], [1e9f, 3e-9f, 2e-9f]).Items);
    }

    [Fact]
    public void Apply_EqualCounts_KeepsTheOrder() => Assert.Equal([2, 0, 1], Apply(3, [2, 0, 1], [3, 2, 1], [4, 4, 4]).Items);

    [Fact]
    public void Apply_EmptyList_IsEmpty() => Assert.Equal(0, Apply(1, [], []).Count);

    [Fact]
    public void Apply_ItemWithoutCountOrScoreNotFinite_Throws()
    {
        Assert.Throws<ArgumentException>(() => Apply(1, [3], [1]));
        Assert.Throws<ArgumentException>(() => Apply(1, [0, 1], [1, float.NaN]));
    }

    [Fact]
    public void Constructor_BadSettings_Throws()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new PopularityPenalty(Counts, -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new PopularityPenalty(Counts, double.NaN));
        Assert.Throws<ArgumentException>(() => new PopularityPenalty([1, -1], 1));
    }
}
