using OnnxRecs.Study.Analysis;

namespace OnnxRecs.Tests.Study.Analysis;

public sealed class TimeLineTests
{
    private static readonly long January31 = Seconds(2001, 1, 31), April1 = Seconds(2001, 4, 1);

    [Fact]
    public void Of_Months_KeepEmptyOnes()
    {
        TimeLine line = TimeLine.Of(SmallSets.Times(January31 + 86_399, January31, April1, 0));

        Assert.Equal((3, 1), (line.Timed, line.Untimed));
        Assert.Equal((January31, April1), (line.First!.Value.ToUnixTimeSeconds(), line.Last!.Value.ToUnixTimeSeconds()));
        Assert.Equal("month", line.Unit);
        Assert.Equal([new(new DateOnly(2001, 1, 1), 2), new(new DateOnly(2001, 2, 1), 0), new(new DateOnly(2001, 3, 1), 0), new(new DateOnly(2001, 4, 1), 1)], line.Periods);
        Assert.False(line.WholeDays);
    }

    [Fact]
    public void Of_Ties_AreOfTheSameUserAndSecond()
    {
        TimeLine line = TimeLine.Of(SmallSets.Times(April1, April1, April1, January31));

        Assert.Equal(2, line.Ties); // the second and third of April; the first comes after another day
        Assert.True(line.WholeDays);
    }

    [Fact]
    public void Of_ManyYears_AreCountedByYear()
    {
        TimeLine line = TimeLine.Of(SmallSets.Times(Seconds(1971, 6, 1), Seconds(2071, 1, 1)));

        Assert.Equal(("year", 101), (line.Unit, line.Periods.Length));
        Assert.Equal((new Period(new DateOnly(1971, 1, 1), 1), new Period(new DateOnly(2071, 1, 1), 1)), (line.Periods[0], line.Periods[^1]));
    }

    [Fact]
    public void Of_NoTimes_HasNoLine()
    {
        TimeLine line = TimeLine.Of(SmallSets.Times(0, long.MaxValue, 0)); // beyond the year 9999 there is no date

        Assert.Equal((0, 3), (line.Timed, line.Untimed));
        Assert.Equal((null, null), (line.First, line.Last));
        Assert.Empty(line.Periods);
    }

    private static long Seconds(int year, int month, int day) => new DateTimeOffset(year, month, day, 0, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds();
}
