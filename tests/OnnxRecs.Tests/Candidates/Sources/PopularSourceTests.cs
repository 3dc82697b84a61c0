using OnnxRecs.Candidates.Sources;
using OnnxRecs.Data;
using OnnxRecs.Pipeline;

namespace OnnxRecs.Tests.Candidates.Sources;

public class PopularSourceTests
{
    // Item 3 has three likes, 1 and 4 two each, 2 one; 0 has none but was met, 5 nobody met.
    private static readonly PreparedData Data = Likes.Of(
        6, [(0, 3, 1), (1, 3, 1), (2, 3, 1), (0, 4, 2), (1, 4, 2), (0, 1, 3), (2, 1, 3), (1, 2, 4)], disliked: [(0, 0, 5), (1, 0, 5), (2, 0, 5), (2, 4, 6)]);

    private readonly PopularSource _source = new(Data);

    [Fact]
    public void Find_OrdersByLikesThenByIndex()
    {
        ScoredItems list = _source.Find(new Query(Query.UnknownUser, [], [], Count: 3));
        Assert.Equal([3, 1, 4], list.Items);
        Assert.Equal([3, 2, 2], list.Scores);
    }

    [Fact]
    public void Find_SeenItems_AreNeverGiven() => Assert.Equal([1, 2], _source.Find(new Query(0, [3], [3, 4, 3], Count: 2)).Items);

    [Fact]
    public void Find_MoreThanAnybodyLiked_GivesFewer() => Assert.Equal([3, 1, 4, 2], _source.Find(new Query(0, [], [], Count: 100)).Items);

    [Fact]
    public void Find_NothingWanted_IsEmpty()
    {
        Assert.Equal(0, _source.Find(new Query(0, [], [3], Count: 0)).Count);
        Assert.Throws<ArgumentOutOfRangeException>(() => _source.Find(new Query(0, [], [], Count: -1)));
    }

    [Fact]
    public void Find_TestLikes_AreNotCounted()
    {
        PreparedData data = Likes.Of(3, [(0, 1, 1)], test: [(1, 2), (2, 2)]);
        Assert.Equal([1], new PopularSource(data).Find(new Query(0, [], [], Count: 3)).Items);
    }
}
