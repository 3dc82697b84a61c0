using OnnxRecs.Data;
using OnnxRecs.Study.Analysis;

namespace OnnxRecs.Tests.Study.Analysis;

public sealed class ValueSpreadTests
{
    [Fact]
    public void Of_Ratings_OneBinForEachValue()
    {
        ValueSpread spread = ValueSpread.Of(SmallSets.Values(4, 2, 4, 4.5f), ValueKind.Rating)!;

        Assert.Equal([new(2, 2, 1), new(4, 4, 2), new(4.5, 4.5, 1)], spread.Bins);
        Assert.Equal((2.0, 4.0, 3.625, 4.5, 3), (spread.Min, spread.Median, spread.Mean, spread.Max, spread.Distinct)); // 14.5 / 4
        Assert.Equal(0.75, spread.Liked); // 4, 4 and 4.5
        // Squares of -1.625, 0.375, 0.375 and 0.875: 2.640625 + 0.140625 + 0.140625 + 0.765625 = 3.6875
        Assert.Equal(Math.Sqrt(3.6875 / 4), spread.Deviation, 12);
    }

    [Fact]
    public void Of_OneRating_HasNoDeviation()
    {
        ValueSpread spread = ValueSpread.Of(SmallSets.Values(3, 3), ValueKind.Rating)!;

        Assert.Equal((1, 0.0, 0.0), (spread.Distinct, spread.Deviation, spread.Liked));
        Assert.Equal([new(3, 3, 2)], spread.Bins);
    }

    [Fact]
    public void Of_ManyDifferentRatings_AreBinnedEvenly()
    {
        ValueSpread spread = ValueSpread.Of(SmallSets.Values([.. Enumerable.Range(0, 41).Select(value => (float)value)]), ValueKind.Rating)!;

        // 0 .. 40 in 20 bins of width 2; the last one takes 38, 39 and 40.
        Assert.Equal(ValueSpread.EqualBins, spread.Bins.Length);
        Assert.Equal((new Bin(0, 2, 2), new Bin(38, 40, 3)), (spread.Bins[0], spread.Bins[^1]));
    }

    [Fact]
    public void Of_Counts_DoubleAndKeepApartWhatIsBelowOne()
    {
        ValueSpread spread = ValueSpread.Of(SmallSets.Values(1, 0.5f, 3, 0, 2), ValueKind.Count)!;

        Assert.Equal(2, spread.BelowOne);
        Assert.Equal([new(1, 2, 1), new(2, 4, 2)], spread.Bins);
        Assert.Null(spread.Liked);
    }

    [Fact]
    public void Of_NoCountFromOne_HasNoBins() => Assert.Empty(ValueSpread.Of(SmallSets.Values(0, 0.5f), ValueKind.Count)!.Bins);

    [Fact]
    public void Of_MereEvents_IsNull() => Assert.Null(ValueSpread.Of(SmallSets.Values(1, 1), ValueKind.Event));
}
