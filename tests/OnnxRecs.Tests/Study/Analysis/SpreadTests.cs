using OnnxRecs.Study.Analysis;

namespace OnnxRecs.Tests.Study.Analysis;

public sealed class SpreadTests
{
    [Fact]
    public void Of_Counts_HasQuartilesBetweenValues()
    {
        Spread spread = Spread.Of([9, 0, 2, 1, 4])!; // of 1 2 4 9: places 0.75, 1.5 and 2.25

        Assert.Equal((4, 1.0, 9.0), (spread.Count, spread.Min, spread.Max));
        Assert.Equal(1.75, spread.LowerQuartile); // 1 + 0.75 * (2 - 1)
        Assert.Equal(3, spread.Median); // 2 + 0.5 * (4 - 2)
        Assert.Equal(5.25, spread.UpperQuartile); // 4 + 0.25 * (9 - 4)
        Assert.Equal(4, spread.Mean); // (1 + 2 + 4 + 9) / 4
        Assert.Equal([new(1, 2, 1), new(2, 4, 1), new(4, 8, 1), new(8, 16, 1)], spread.Bins);
    }

    [Fact]
    public void Of_OneCount_IsAllThatThereIs()
    {
        Spread spread = Spread.Of([7])!;

        Assert.Equal((7.0, 7.0, 7.0, 7.0), (spread.Min, spread.Median, spread.Mean, spread.Max));
        Assert.Equal([new(4, 8, 1)], spread.Bins);
    }

    [Fact]
    public void Of_NothingAboveZero_IsNull() => Assert.Null(Spread.Of([0, 0]));
}
