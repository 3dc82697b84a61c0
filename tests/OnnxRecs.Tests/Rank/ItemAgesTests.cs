using OnnxRecs.Data;
using OnnxRecs.Rank;
using OnnxRecs.Tests.Core.Data;

namespace OnnxRecs.Tests.Rank;

public class ItemAgesTests
{
    private const long Day = 86_400;

    // First met: item 0 on day 10 (and again on day 40), item 1 on day 30, item 2 never, item 3 at an unknown time. The last event is on day 40.
    private static readonly Interactions Train = Interactions.Create([0, 0, 0, 0], [0, 0, 1, 3], [1, 1, 1, 1], [10 * Day, 40 * Day, 30 * Day, 0], 1, 4);

    [Fact]
    public void InDays_CountsFromTheFirstEventToTheLastOfAll() => Assert.Equal([30, 10, 0, 0], ItemAges.InDays(Train));

    [Theory]
    [InlineData(TimeKind.Moment, false, null)]
    [InlineData(TimeKind.Moment, true, "of no training event of made the time is known")]
    [InlineData(TimeKind.Order, false, "the events of made are in order, but nobody knows when they were")]
    [InlineData(TimeKind.OrderOfUser, false, "the events of made are in order, but nobody knows when they were")]
    public void Lacking_TellsWhetherThereAreMoments(TimeKind kind, bool unknown, string? expected)
    {
        Interactions events = unknown ? Interactions.Create([0], [0], [1], [0], 1, 4) : Train;
        var data = new PreparedData(Made.Facts(events) with { Times = kind }, new Split(events, events.Where(_ => false), events.Where(_ => false), "all"), 1);
        Assert.Equal(expected, ItemAges.Lacking(data));
    }
}
