using FsCheck;
using FsCheck.Fluent;
using OnnxRecs.Data;
using OnnxRecs.Data.Splitters;
using OnnxRecs.Tests.Support;

namespace OnnxRecs.Tests.Core.Data.Splitters;

public sealed class TemporalUserSplitterTests
{
    [Theory]
    [InlineData(1, 1, 0, 0)]
    [InlineData(2, 2, 0, 0)]
    [InlineData(3, 1, 1, 1)]
    [InlineData(10, 8, 1, 1)]
    [InlineData(15, 11, 2, 2)] // 1.5 is rounded up
    [InlineData(24, 20, 2, 2)] // 2.4 is rounded down
    public void Split_TenPercentEach_OfOneUser(int count, int train, int validation, int test)
    {
        Split split = TemporalUserSplitter.Split(OneUser(count));

        Assert.Equal((train, validation, test), (split.Train.Count, split.Validation.Count, split.Test.Count));
        Assert.Equal("temporal-user 80/10/10", split.Name);
    }

    [Fact]
    public void Split_KeepsTimeOrderAcrossTheParts()
    {
        Interactions events = Interactions.Create([0, 0, 0, 0], [0, 1, 2, 3], [1, 1, 1, 1], [40, 10, 30, 20], 1, 4);

        Split split = TemporalUserSplitter.Split(events);

        Assert.Equal([1, 3], split.Train.Items);
        Assert.Equal([2], split.Validation.Items);
        Assert.Equal([0], split.Test.Items);
    }

    [Fact]
    public void Split_LargeFractions_LeaveOneForTraining()
    {
        Split split = TemporalUserSplitter.Split(OneUser(4), 0.49, 0.49); // 1.96 each

        Assert.Equal((1, 1, 2), (split.Train.Count, split.Validation.Count, split.Test.Count));
    }

    [Fact]
    public void Split_FractionZero_MakesThatPartEmpty()
    {
        Split split = TemporalUserSplitter.Split(OneUser(10), validationFraction: 0, testFraction: 0.2);

        Assert.Equal((8, 0, 2), (split.Train.Count, split.Validation.Count, split.Test.Count));
        Assert.Equal("temporal-user 80/0/20", split.Name);
    }

    [Theory]
    [InlineData(-0.1, 0.1)]
    [InlineData(0.5, 0.5)]
    [InlineData(double.NaN, 0.1)]
    public void Split_FractionsOutOfRange_AreRefused(double validation, double test) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => TemporalUserSplitter.Split(OneUser(5), validation, test));

    [Fact]
    public void Split_AnyEvents_LosesNothingLeaksNothingAndRepeats() => Properties.Hold(Events, events =>
    {
        Split split = TemporalUserSplitter.Split(events, 0.2, 0.1);
        Split again = TemporalUserSplitter.Split(events, 0.2, 0.1);
        for (int user = 0; user < events.UserCount; user++)
        {
            // A user's parts, one after the other, are the user's events: a partition, in time order, so no part knows a later one.
            Assert.Equal(events.HistoryOf(user), [.. split.Train.HistoryOf(user), .. split.Validation.HistoryOf(user), .. split.Test.HistoryOf(user)]);
            Assert.Equal(events.ValuesOf(user), [.. split.Train.ValuesOf(user), .. split.Validation.ValuesOf(user), .. split.Test.ValuesOf(user)]);
            long[] times = [.. TimesOf(split.Train, user), .. TimesOf(split.Validation, user), .. TimesOf(split.Test, user)];
            Assert.Equal(times.Order(), times);
            int count = events.HistoryOf(user).Length;
            Assert.True(count == 0 || !split.Train.HistoryOf(user).IsEmpty);
            Assert.Equal(count < 3, split.Test.HistoryOf(user).IsEmpty);
            Assert.Equal(count < 3, split.Validation.HistoryOf(user).IsEmpty);
        }
        Assert.Equal(split.Train.Items, again.Train.Items);
        Assert.Equal(split.Test.Items, again.Test.Items);
    });

    /// <summary>Few users and seconds, so that users with no or few events and equal times are frequent.</summary>
    internal static Gen<Interactions> Events =>
        from rows in Gen.ListOf(
            from user in Gen.Choose(0, 5)
            from item in Gen.Choose(0, 9)
            from value in Gen.Choose(1, 10)
            from time in Gen.Choose(1, 9)
            select (user, item, value, time))
        select Interactions.Create(
            [.. rows.Select(row => row.user)], [.. rows.Select(row => row.item)], [.. rows.Select(row => row.value / 2f)],
            [.. rows.Select(row => (long)row.time)], userCount: 6, itemCount: 10);

    private static Interactions OneUser(int count) => Interactions.Create(
        new int[count], [.. Enumerable.Range(0, count)], new float[count], [.. Enumerable.Range(0, count).Select(i => (long)i)], 1, count);

    private static ReadOnlySpan<long> TimesOf(Interactions events, int user) => events.Times.AsSpan(events.EventsOf(user));
}
