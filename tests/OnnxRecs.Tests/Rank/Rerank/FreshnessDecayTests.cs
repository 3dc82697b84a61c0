using OnnxRecs.Data;
using OnnxRecs.Pipeline;
using OnnxRecs.Rank.Rerank;

namespace OnnxRecs.Tests.Rank.Rerank;

public class FreshnessDecayTests
{
    private const long Day = 86_400;

    // First met: item 0 on day 10 (and again on day 40), item 1 on day 30, item 2 never, item 3 at an unknown time. The last event is on day 40.
    private static readonly Interactions Train = Interactions.Create([0, 0, 0, 0], [0, 0, 1, 3], [1, 1, 1, 1], [10 * Day, 40 * Day, 30 * Day, 0], 1, 4);

    private static ScoredItems Apply(double halfLife, double floor, int[] items, float[] scores) =>
        new FreshnessDecay(Train, halfLife, floor).Apply(new Query(0, [], [], 1), new ScoredItems(items, scores));

    [Fact]
    public void Apply_HalfLife_IsCountedFromTheFirstEvent()
    {
        // Ages 30, 10 and 0 days, half-life 10: .2 + .8 / 8 = .3, .2 + .8 / 2 = .6, 1. Scores 1, .8, .4, 0.
        ScoredItems list = Apply(10, 0.2, [0, 1, 2, 3], [10, 8, 4, 0]);
        Assert.Equal([1, 2, 0, 3], list.Items);
        Assert.Equal([0.48, 0.4, 0.3, 0], Array.ConvertAll(list.Scores, score => Math.Round(score, 5)));
    }

    [Fact]
    public void Apply_FloorOne_KeepsTheOrder() => Assert.Equal([0, 1, 3, 2], Apply(1, 1, [0, 1, 3, 2], [4, 3, 2, 1]).Items);

    [Theory]
    [InlineData(0, 0.5)]
    [InlineData(1, -0.1)]
    [InlineData(1, double.NaN)]
    public void Constructor_BadSettings_Throws(double halfLife, double floor) => Assert.Throws<ArgumentOutOfRangeException>(() => new FreshnessDecay(Train, halfLife, floor));
}
