using OnnxRecs.Metrics.Statistics;

namespace OnnxRecs.Tests.Core.Metrics.Statistics;

public sealed class HolmTests
{
    [Fact]
    public void Correct_IsAsByHand()
    {
        // Sorted: .005 .01 .03 .04, times 4 3 2 1: .02 .03 .06 .04; the last may not fall below .06.
        double[] corrected = Holm.Correct([0.01, 0.04, 0.03, 0.005]);

        Assert.Equal([0.03, 0.06, 0.06, 0.02], corrected, (a, b) => Math.Abs(a - b) < 1e-12);
    }

    [Fact]
    public void Correct_StaysAtMostOne() => Assert.Equal([1, 1, 1], Holm.Correct([0.5, 0.9, 1]));

    [Fact]
    public void Correct_OneOrNone_IsLeftAlone()
    {
        Assert.Equal([0.03], Holm.Correct([0.03]));
        Assert.Empty(Holm.Correct([]));
    }

    [Fact]
    public void Correct_NotANumber_IsNoTest() => Assert.Equal([0.02, double.NaN, 0.5], Holm.Correct([0.01, double.NaN, 0.5]));
}
