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

        Interval interval = Intervals([values], resamples: 4000, seed: 1)[0];

        // 1.96 standard errors to each side; a quantile of 4,000 means strays by about .04 of one.
        Assert.Equal(mean - 1.96 * error, interval.Low, 0.15 * error);
        Assert.Equal(mean + 1.96 * error, interval.High, 0.15 * error);
    }

    [Fact]
    public void Intervals_TwoUsers_AreTheirValues() =>
        // A mean is 0 or 1 in a quarter of the samples each: both quantiles lie there.
        Assert.Equal([new Interval(0, 1)], Intervals([[0, 1]], resamples: 1000, seed: 2));

    [Fact]
    public void Intervals_AgreeWithDrawingUserByUser()
    {
        var rng = new Rng(3);
        double[][] values = [.. Enumerable.Range(0, 5).Select(row => Enumerable.Range(0, 37).Select(_ => rng.NextInt(6) < row ? double.NaN : rng.NextDouble() * 10).ToArray())];

        Interval[] intervals = Intervals(values, resamples: 200, seed: 4);

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

        Interval[] together = Intervals(values, resamples: 1500, seed: 6);

        Assert.Equal(together[59], Intervals([values[59]], resamples: 1500, seed: 6)[0]);
        Assert.Equal(together, Intervals(values, resamples: 1500, seed: 6));
        Assert.NotEqual(together, Intervals(values, resamples: 1500, seed: 7));
    }

    [Fact]
    public void Intervals_AllEqual_AreThatValue() =>
        Assert.Equal([new Interval(0.1, 0.1)], Intervals([[.. Enumerable.Repeat(0.1, 64)]], resamples: 100, seed: 8));

    [Fact]
    public void Intervals_OneUserWithAValue_IsThatValueWhereItIsDrawn() =>
        Assert.Equal([new Interval(7, 7)], Intervals([[double.NaN, 7, double.NaN]], resamples: 50, seed: 9));

    [Fact]
    public void Intervals_NoValues_AreNotNumbers()
    {
        var none = new Interval(double.NaN, double.NaN);
        Assert.Equal([none, new Interval(1, 1)], Intervals([[double.NaN, double.NaN], [1, 1]], resamples: 10, seed: 10));
        Assert.Equal([none], Intervals([[]], resamples: 10, seed: 10));
        Assert.Empty(Intervals([], resamples: 10, seed: 10));
    }

    [Fact]
    public void Intervals_OfGroups_AreThoseOfUsersOfWhomTheOthersHaveNoValue()
    {
        // 700 users: several chunks. Two groups that cut across each other, and one inside another.
        var rng = new Rng(12);
        double[][] values = [.. Enumerable.Range(0, 4).Select(row => Enumerable.Range(0, 700).Select(_ => rng.NextInt(9) < row ? double.NaN : rng.NextDouble()).ToArray())];
        int[][] groups = [[.. Enumerable.Range(0, 700)], [.. Enumerable.Range(0, 700).Where(place => place % 5 == 0)], [.. Enumerable.Range(300, 400)], [300, 301], []];

        Interval[][] intervals = Bootstrap.Intervals(new Resamples(700, 300, seed: 13, groups), values, 4, 2, 3, 1, 1);

        Assert.Equal([4, 2, 3, 1, 1], intervals.Select(rows => rows.Length));
        for (int group = 0; group < groups.Length - 1; group++)
        {
            for (int row = 0; row < intervals[group].Length; row++)
            {
                Interval expected = Plain([.. values[row].Select((value, place) => groups[group].Contains(place) ? value : double.NaN)], 300, seed: 13);
                Assert.Equal(expected.Low, intervals[group][row].Low, 1e-5);
                Assert.Equal(expected.High, intervals[group][row].High, 1e-5);
            }
        }
        Assert.Equal(new Interval(double.NaN, double.NaN), intervals[^1][0]);
    }

    [Fact]
    public void Intervals_ManyUsers_AreDrawnInBlocksAndTheSame()
    {
        // 400,000 users times 100 samples exceed the room: blocks of 48, 48 and 4. Users are 0 or 1 by turns, so the mean is a binomial share.
        double[] values = [.. Enumerable.Range(0, 400_000).Select(place => (double)(place % 2))];

        Interval interval = Intervals([values], resamples: 100, seed: 14)[0];

        Interval expected = Plain(values, 100, seed: 14);
        Assert.Equal(expected.Low, interval.Low, 1e-6);
        Assert.Equal(expected.High, interval.High, 1e-6);
    }

    [Fact]
    public void Intervals_ValuesThatAreAllLikeInAGroup_AreThatValue()
    {
        // The group's zeros lie .1 below the centre of all, a deviation that single precision does not hold: no bound may fall below 0 for it.
        double[] values = [.. Enumerable.Range(0, 3000).Select(place => place < 1000 ? 0 : 0.15)];

        Interval[][] intervals = Bootstrap.Intervals(new Resamples(3000, 500, seed: 15, [.. Enumerable.Range(0, 1000)], [.. Enumerable.Range(1000, 2000)]), [values], 1, 1);

        Assert.Equal([new Interval(0, 0), new Interval(0.15, 0.15)], intervals.Select(rows => rows[0]));
    }

    [Fact]
    public void Intervals_OtherGroupsThanSampled_Throws() =>
        Assert.Throws<ArgumentException>(() => Bootstrap.Intervals(new Resamples(2, 10, seed: 1, [0, 1]), [[1, 2]], 1, 1));

    [Fact]
    public void Intervals_RowsDifferInLength_Throws() => Assert.Throws<ArgumentException>(() => Intervals([[1, 2], [1]], resamples: 10, seed: 11));

    /// <summary>Of everybody, for every row.</summary>
    private static Interval[] Intervals(double[][] values, int resamples, ulong seed)
    {
        int users = values.Length == 0 ? 0 : values[0].Length;
        return Bootstrap.Intervals(new Resamples(users, resamples, seed, [.. Enumerable.Range(0, users)]), values, values.Length)[0];
    }

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
