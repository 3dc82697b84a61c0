using OnnxRecs.Candidates.Sources;
using OnnxRecs.Data;
using OnnxRecs.Pipeline;

namespace OnnxRecs.Tests.Candidates.Sources;

public class RecentSourceTests
{
    // 20 likes at times 1 to 20: the latest tenth is those at 19 and 20.
    private static readonly (int User, int Item, long Time)[] Twenty = [.. Enumerable.Range(1, 20).Select(time => (0, time <= 18 ? 0 : 20 - time, (long)time))];

    [Fact]
    public void Find_LatestTenthOfTheLikes_IsCounted()
    {
        // Time 19 is item 1, time 20 item 0: equal counts, the lower index first. The 18 earlier likes of item 0 do not count.
        ScoredItems list = new RecentSource(Likes.Of(3, Twenty)).Find(new Query(0, [], [], Count: 5));
        Assert.Equal([0, 1], list.Items);
        Assert.Equal([1, 1], list.Scores);
    }

    [Fact]
    public void Find_LikesOfOneTime_StayTogether()
    {
        // The window begins at the last place, whose time is that of the five last likes.
        PreparedData data = Likes.Of(4, [(0, 0, 1), (0, 0, 2), (0, 0, 3), (0, 0, 4), (0, 0, 5), (1, 1, 9), (2, 1, 9), (3, 2, 9), (4, 1, 9), (5, 2, 9)]);
        ScoredItems list = new RecentSource(data).Find(new Query(0, [], [], Count: 5));
        Assert.Equal([1, 2], list.Items);
        Assert.Equal([3, 2], list.Scores);
    }

    [Fact]
    public void Find_SeenItems_AreNeverGiven() => Assert.Equal([1], new RecentSource(Likes.Of(3, Twenty)).Find(new Query(0, [], [0], Count: 5)).Items);

    [Fact]
    public void Find_TestEventsAndDislikes_AreNotCounted()
    {
        PreparedData data = Likes.Of(4, Twenty, test: [(1, 2)], disliked: [(1, 3, 21), (2, 3, 21), (3, 3, 21)]);
        Assert.Equal([0, 1], new RecentSource(data).Find(new Query(0, [], [], Count: 5)).Items);
    }

    [Fact]
    public void Find_TimesUnknown_AreLeftOut()
    {
        // Ten likes with a time, of which the last counts; of three the time is not known.
        PreparedData data = Likes.Of(4, [.. Twenty[..10].Select(like => like with { Item = (int)like.Time % 3 }), (1, 3, 0), (2, 3, 0), (3, 3, 0)]);
        Assert.Equal([1], new RecentSource(data).Find(new Query(0, [], [], Count: 5)).Items);
    }

    [Fact]
    public void Find_OrderInPlaceOfTimes_IsEnough()
    {
        // Row 0 is as good as any other here.
        PreparedData data = Likes.Of(3, [.. Twenty.Select(like => like with { Time = like.Time - 1 })], times: TimeKind.Order);
        Assert.Equal([0, 1], new RecentSource(data).Find(new Query(0, [], [], Count: 5)).Items);
    }

    public static TheoryData<string, string> Unusable => new()
    {
        { "own order", "of the events of made only each user's own order is known, not who liked what lately" },
        { "no times", "of no event of made the time is known" },
        { "one time", "the events of made have too few different times to tell which were lately" },
    };

    [Theory]
    [MemberData(nameof(Unusable))]
    public void Lacking_TimesTellNothing_SaysWhy(string kind, string why)
    {
        PreparedData data = kind switch
        {
            "own order" => Likes.Of(3, Twenty, times: TimeKind.OrderOfUser),
            "no times" => Likes.Of(3, [(0, 0, 0), (1, 1, 0)]),
            _ => Likes.Of(3, [(0, 0, 7), (1, 1, 7)]),
        };
        Assert.Equal(why, RecentSource.Lacking(data));
        Assert.StartsWith(why, Assert.Throws<ArgumentException>(() => new RecentSource(data)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(9, false)]
    [InlineData(10, true)]
    public void Lacking_MostLikesAtTheEarliestTime_DependsOnWhereTheWindowBegins(int early, bool lacks)
    {
        // Of ten likes the window begins at the tenth.
        PreparedData data = Likes.Of(2, [.. Enumerable.Range(0, 10).Select(i => (i, i % 2, i < early ? 1L : 2L))]);
        Assert.Equal(lacks, RecentSource.Lacking(data) is not null);
    }
}
