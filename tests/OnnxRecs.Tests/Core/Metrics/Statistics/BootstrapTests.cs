using OnnxRecs.Metrics.Statistics;
using OnnxRecs.Numerics;

namespace OnnxRecs.Tests.Core.Metrics.Statistics;

public sealed class BootstrapTests
{
    [Fact]
    public void Intervals_NormalValues_AreTheMeanWithinTwoStandardErrors()
    {
        var rng = new Rng(1);
        double[] values = [.. Enumerable.Range(0, 2000).Select(_ => 5 + rng.NextGaussian())];
        double mean = values.Average();
        double error = Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / 2000 / 2000);

        Interval interval = Bootstrap.Intervals([values], resamples: 4000, seed: 1)[0];

        // 1.96 standard errors to each side; a quantile of 4,000 means strays by about .04 of one.
        Assert.Equal(mean - 1.96 * error, interval.Low, 0.15 * error);
        Assert.Equal(mean + 1.96 * error, interval.High, 0.15 * error);
    }

    [Fact]
    public void Intervals_TwoUsers_AreTheirValues() =>
        // A mean is 0 or 1 in a quarter of the samples each: both quantiles lie there.
        Assert.Equal([new Interval(0, 1)], Bootstrap.Intervals([[0, 1]], resamples: 1000, seed: 2));

    [Fact]
    public void Intervals_AgreeWithDrawingUserByUser()
    {
        var rng = new Rng(3);
        double[][] values = [.. Enumerable.Range(0, 5).Select(row => Enumerable.Range(0, 37).Select(_ => rng.NextInt(6) < row ? double.NaN : rng.NextDouble() * 10).ToArray())];

        Interval[] intervals = Bootstrap.Intervals(values, resamples: 200, seed: 4);

        for (int row = 0; row < values.Length; row++)
        {
            Interval expected = Plain(values[row], 200, seed: 4);
            Assert.Equal(expected.Low, intervals[row].Low, 1e-5);
            Assert.Equal(expected.High, intervals[row].High, 1e-5);
        }
    }

    [Fact]
    public void Intervals_OtherRows_DoNotChangeARow()
    {
        var rng = new Rng(5);
        double[][] values = [.. Enumerable.Range(0, 60).Select(_ => Enumerable.Range(0, 500).Select(_ => rng.NextDouble()).ToArray())];

        Interval[] together = Bootstrap.Intervals(values, resamples: 1500, seed: 6);

        Assert.Equal(together[59], Bootstrap.Intervals([values[59]], resamples: 1500, seed: 6)[0]);
        Assert.Equal(together, Bootstrap.Intervals(values, resamples: 1500, seed: 6));
        Assert.NotEqual(together, Bootstrap.Intervals(values, resamples: 1500, seed: 7));
    }

    [Fact]
    public void Intervals_AllEqual_AreThatValue() =>
        Assert.Equal([new Interval(0.1, 0.1)], Bootstrap.Intervals([[.. Enumerable.Repeat(0.1, 64)]], resamples: 100, seed: 8));

    [Fact]
    public void Intervals_OneUserWithAValue_IsThatValueWhereItIsDrawn() =>
        Assert.Equal([new Interval(7, 7)], Bootstrap.Intervals([[double.NaN, 7, double.NaN]], resamples: 50, seed: 9));

    [Fact]
    public void Intervals_NoValues_AreNotNumbers()
    {
        var none = new Interval(double.NaN, double.NaN);
        Assert.Equal([none, new Interval(1, 1)], Bootstrap.Intervals([[double.NaN, double.NaN], [1, 1]], resamples: 10, seed: 10));
        Assert.Equal([none], Bootstrap.Intervals([[]], resamples: 10, seed: 10));
        Assert.Empty(Bootstrap.Intervals([], resamples: 10, seed: 10));
    }

    [Fact]
    public void Intervals_RowsDifferInLength_Throws() => Assert.Throws<ArgumentException>(() => Bootstrap.Intervals([[1, 2], [1]], resamples: 10, seed: 11));

    /// <summary>The dumb twin, which draws as <see cref="Bootstrap"/> does.</summary>
    private static Interval Plain(double[] values, int resamples, ulong seed)
    {
        var means = new List<double>();
        for (int sample = 0; sample < resamples; sample++)
        {
            var rng = new Rng(seed, stream: 0xb007, (ulong)sample);
            double[] drawn = [.. Enumerable.Range(0, values.Length).Select(_ => values[rng.NextInt(values.Length)]).Where(value => !double.IsNaN(value))];
            if (drawn.Length > 0) means.Add(drawn.Average());
        }
        means.Sort();
        double At(double place) => means[(int)place] + (place - (int)place) * (means[Math.Min((int)place + 1, means.Count - 1)] - means[(int)place]);
        return new Interval(At(0.025 * (means.Count - 1)), At(0.975 * (means.Count - 1)));
    }
}
