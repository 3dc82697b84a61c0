using OnnxRecs.Data;
using OnnxRecs.Metrics;

namespace OnnxRecs.Tests.Core.Metrics;

public sealed class TargetsTests
{
    [Fact]
    public void Of_Ratings_GainsAre2ToTheRatingLess1()
    {
        // Item 0 was seen; 1 is not liked at first, then is; 3 is not liked.
        PreparedData data = MadeData.Of(5, [[0]], test: [[0, 1, 2, 1, 3, 1]], stars: [[5, 3, 4.5f, 4, 2, 5]]);

        var targets = Targets.Of(data, Phase.Test, [0]);

        Assert.Equal([2, 1], targets.Items[0]);
        Assert.Equal([Math.Pow(2, 4.5) - 1, 16 - 1], targets.Gains[0]);
    }

    [Fact]
    public void Of_Counts_AreAllWorth1() =>
        Assert.Equal([1.0, 1.0], Targets.Of(MadeData.Of(5, [[0]], test: [[1, 2]], stars: [[500, 7]], kind: ValueKind.Count), Phase.Test, [0]).Gains[0]);

    [Fact]
    public void Where_KeepsGainsWithTheirItems()
    {
        Targets even = new Targets([[1, 2, 4], [3]], [[10, 20, 40], [30]]).Where(item => item % 2 == 0);

        Assert.Equal([[2, 4], []], even.Items);
        Assert.Equal([[20, 40], []], even.Gains);
    }
}
