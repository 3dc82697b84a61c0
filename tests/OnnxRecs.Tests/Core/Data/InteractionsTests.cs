using OnnxRecs.Data;

namespace OnnxRecs.Tests.Core.Data;

public sealed class InteractionsTests
{
    [Fact]
    public void Create_UnsortedEvents_AreOrderedByUserThenTimeThenPlace()
    {
        Interactions events = Interactions.Create([1, 0, 1, 0, 1], [0, 1, 2, 3, 4], [1, 2, 3, 4, 5], [7, 9, 3, 8, 7], userCount: 3, itemCount: 5);

        Assert.Equal([0, 0, 1, 1, 1], events.Users);
        Assert.Equal([3, 1, 2, 0, 4], events.Items);
        Assert.Equal([4f, 2, 3, 1, 5], events.Values);
        Assert.Equal([8L, 9, 3, 7, 7], events.Times);
        Assert.Equal([2, 0, 4], events.HistoryOf(1));
        Assert.True(events.HistoryOf(2).IsEmpty);
    }

    [Fact]
    public void With_BothHaveEventsAtOneTime_TheFirstOnesStayFirst()
    {
        Interactions first = Interactions.Create([0, 1], [0, 1], [1, 1], [5, 5], 2, 3);
        Interactions others = Interactions.Create([0, 1], [2, 2], [1, 1], [5, 4], 2, 3);

        Interactions all = first.With(others);

        Assert.Equal([0, 2], all.HistoryOf(0));
        Assert.Equal([2, 1], all.HistoryOf(1));
    }

    [Fact]
    public void With_OtherCounts_IsRefused() =>
        Assert.Throws<ArgumentException>(() => Interactions.Create([], [], [], [], 1, 1).With(Interactions.Create([], [], [], [], 1, 2)));

    [Theory]
    [InlineData(2, 0, 1f)]
    [InlineData(0, 2, 1f)]
    [InlineData(-1, 0, 1f)]
    [InlineData(0, 0, float.NaN)]
    public void Create_ValueOutOfRange_IsRefused(int user, int item, float value) =>
        Assert.Throws<ArgumentException>(() => Interactions.Create([user], [item], [value], [0], userCount: 2, itemCount: 2));
}
