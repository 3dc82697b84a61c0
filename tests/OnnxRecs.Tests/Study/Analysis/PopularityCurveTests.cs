using OnnxRecs.Study.Analysis;

namespace OnnxRecs.Tests.Study.Analysis;

public sealed class PopularityCurveTests
{
    [Fact]
    public void Of_Counts_GiveCurveAndGini()
    {
        PopularityCurve tail = PopularityCurve.Of([1, 6, 0, 3])!; // 6 3 1 of 10

        Assert.Equal([new(0, 0), new(1 / 3.0, 0.6), new(2 / 3.0, 0.9), new(1, 1)], tail.Curve);
        // i = 1, 2, 3 of 1, 3, 6: (2 - 4) * 1 + (4 - 4) * 3 + (6 - 4) * 6 = 10; (n - 1) * sum = 2 * 10
        Assert.Equal(10 / 20.0, tail.Gini, 12);
        Assert.Equal([new(0.01, 1, 0.6), new(0.1, 1, 0.6), new(0.2, 1, 0.6)], tail.Top); // ceiling of 0.03, 0.3 and 0.6 is 1 item
    }

    [Fact]
    public void Of_EqualCounts_HasGiniZero()
    {
        PopularityCurve tail = PopularityCurve.Of([5, 5, 5, 5])!;

        Assert.Equal(0, tail.Gini);
        Assert.All(tail.Curve, point => Assert.Equal(point.Items, point.Events));
    }

    [Fact]
    public void Of_OneItemHasNearlyAll_HasGiniNearOne()
    {
        int[] counts = [.. Enumerable.Repeat(1, 999), 1_000_000];

        // Far more items than points: the curve is thinned but keeps its ends.
        PopularityCurve tail = PopularityCurve.Of(counts)!;

        // place n: (n - 1) * 1,000,000; the others: the sum of 2i - 1001 over i = 1 .. 999 is 999 * 1000 - 999 * 1001 = -999
        Assert.Equal(((999.0 * 1_000_000) - 999) / (999.0 * 1_000_999), tail.Gini, 12);
        Assert.Equal(PopularityCurve.MostPoints + 1, tail.Curve.Length);
        Assert.Equal((new TailPoint(0, 0), new TailPoint(1, 1)), (tail.Curve[0], tail.Curve[^1]));
    }

    [Fact]
    public void Of_Top_TakesTheFirstOfManyItems()
    {
        // 50 items: 1 % is ceiling(0.5) = 1, 10 % is 5, 20 % is 10. 10 items of 6, 40 of 1: 100 events.
        PopularityCurve tail = PopularityCurve.Of([.. Enumerable.Repeat(6, 10), .. Enumerable.Repeat(1, 40)])!;

        Assert.Equal([new(0.01, 1, 0.06), new(0.1, 5, 0.3), new(0.2, 10, 0.6)], tail.Top);
    }

    [Fact]
    public void Of_NoEvents_IsNull() => Assert.Null(PopularityCurve.Of([0]));
}
