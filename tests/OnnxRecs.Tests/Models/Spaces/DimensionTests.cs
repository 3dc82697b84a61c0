using System.Text.Json.Nodes;
using OnnxRecs.Models.Spaces;
using OnnxRecs.Numerics;

namespace OnnxRecs.Tests.Models.Spaces;

public sealed class DimensionTests
{
    private const int Count = 10_000;

    [Fact]
    public void Interval_Linear_LiesWithinAndIsUniform()
    {
        double[] values = Draw(new Interval(0.2, 0.8, IsLog: false, IsWhole: false));

        Assert.All(values, value => Assert.InRange(value, 0.2, 0.8));
        Assert.InRange(ShareBelow(values, 0.35), 0.235, 0.265); // a quarter of the range
    }

    [Fact]
    public void Interval_Log_GivesEachFactorTheSameShare()
    {
        double[] values = Draw(new Interval(1e-4, 1e-1, IsLog: true, IsWhole: false));

        Assert.All(values, value => Assert.InRange(value, 1e-4, 1e-1));
        Assert.InRange(ShareBelow(values, 1e-3), 0.32, 0.347); // one of three decades
        Assert.InRange(ShareBelow(values, 1e-2), 0.653, 0.68);
    }

    [Fact]
    public void Interval_Whole_ReachesBothEndsEachAsOften()
    {
        double[] values = Draw(new Interval(2, 5, IsLog: false, IsWhole: true));

        Assert.Equal([2, 3, 4, 5], values.Distinct().Order());
        Assert.All(values.CountBy(value => value), each => Assert.InRange(each.Value, Count * 0.23, Count * 0.27));
    }

    [Fact]
    public void Interval_WholeAndLog_ReachesBothEndsAndPrefersTheSmall()
    {
        double[] values = Draw(new Interval(1, 8, IsLog: true, IsWhole: true));

        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8], values.Distinct().Order());
        Assert.InRange(ShareBelow(values, 1.5), 0.3, 0.33); // log 2 / log 9 = .315
    }

    [Fact]
    public void Interval_Fraction_HasThreeDigits()
    {
        JsonNode value = new Interval(0.001, 0.1, IsLog: true, IsWhole: false).Draw(new Rng(1));

        Assert.Equal($"{value.GetValue<double>():G3}", $"{value.GetValue<double>():R}");
    }

    [Fact]
    public void Choices_EachIsDrawnAsOften()
    {
        var choices = new Choices(["none", new JsonArray(1, 2), 3]);
        var rng = new Rng(1);

        string[] drawn = [.. Enumerable.Range(0, Count).Select(_ => choices.Draw(rng).ToJsonString())];

        Assert.Equal(["\"none\"", "3", "[1,2]"], drawn.Distinct().Order(StringComparer.Ordinal));
        Assert.All(drawn.CountBy(value => value), each => Assert.InRange(each.Value, Count * 0.31, Count * 0.36));
    }

    private static double[] Draw(Interval interval)
    {
        var rng = new Rng(1);
        return [.. Enumerable.Range(0, Count).Select(_ => double.Parse(interval.Draw(rng).ToJsonString()))];
    }

    private static double ShareBelow(double[] values, double limit) => values.Count(value => value < limit) / (double)values.Length;
}
