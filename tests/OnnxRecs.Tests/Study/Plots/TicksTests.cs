using FsCheck.Fluent;
using OnnxRecs.Study.Plots;
using OnnxRecs.Tests.Support;

namespace OnnxRecs.Tests.Study.Plots;

public sealed class TicksTests
{
    [Theory]
    [InlineData(100, 5, false, 20)] // 5 steps of 20
    [InlineData(101, 5, false, 50)] // 6 of 20 would be too many
    [InlineData(0.3, 3, false, 0.1)]
    [InlineData(7, 5, false, 2)]
    [InlineData(1, 5, true, 1)] // 0.2 of a thing is nothing
    public void Step_IsTheSmallestRoundOne(double range, int most, bool whole, double expected) => Assert.Equal(expected, Ticks.Step(range, most, whole), 12);

    [Fact]
    public void Linear_StaysWithinAndHasNoNegativeZero()
    {
        Assert.Equal([0, 20, 40, 60, 80, 100], Ticks.Linear(Scale.Linear(0, 100)));
        Assert.Equal([-0.5, 0, 0.5, 1], Ticks.Linear(Scale.Linear(-0.7, 1.2), most: 4));
        Assert.All(Ticks.Linear(Scale.Linear(-1, 1)).Append(Ticks.Linear(Scale.Linear(0, 3))[0]), tick => Assert.NotEqual("-0", $"{tick}"));
    }

    [Theory]
    [InlineData(7, 8)] // steps of 2
    [InlineData(10, 10)]
    [InlineData(0, 1)]
    [InlineData(348_971, 400_000)]
    public void FromZero_EndsWithATick(double max, double expected) => Assert.Equal(expected, Ticks.FromZero(max, whole: true).Max);

    [Theory]
    [InlineData(1, 64, new double[] { 1, 2, 5, 10, 20, 50 })]
    [InlineData(1, 1000, new double[] { 1, 10, 100, 1000 })] // ten ticks with 2 and 5 are too many
    [InlineData(1, 1e10, new double[] { 1, 100, 1e4, 1e6, 1e8, 1e10 })] // so are eleven decades
    [InlineData(11, 16, new double[] { 12, 14, 16 })] // no round number of the logarithm lies within
    public void Log_ThinsOut(double min, double max, double[] expected) => Assert.Equal(expected, Ticks.Log(Scale.Log(min, max)));

    [Fact]
    public void Any_AscendsWithinTheScaleAndIsReadable() => Properties.Hold(Gen.Choose(1, 1_000_000).Two(), pair =>
    {
        (double min, double max) = (Math.Min(pair.Item1, pair.Item2), Math.Max(pair.Item1, pair.Item2));
        foreach (Scale scale in (Scale[])[Scale.Log(min, max), Scale.Linear(min, max)])
        {
            double[] ticks = Ticks.Of(scale);
            Assert.InRange(ticks.Length, 1, 8);
            Assert.Equal(ticks.Distinct().Order(), ticks);
            Assert.All(ticks, tick => Assert.InRange(tick, scale.Min * (1 - 1e-9), scale.Max * (1 + 1e-9)));
        }
    });
}
