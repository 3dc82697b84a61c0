using OnnxRecs.Pipeline;
using OnnxRecs.Rank.Filters;

namespace OnnxRecs.Tests.Rank.Filters;

public class SeenFilterTests
{
    private static readonly FilterChain Chain = new([new SeenFilter()]);

    [Fact]
    public void Apply_SeenItems_AreDroppedAndTheRestStays()
    {
        var given = new ScoredItems([4, 1, 3, 2], [9, 8, 7, 6]) { Notes = ["kept"] };
        ScoredItems kept = Chain.Apply(new Query(0, History: [4], Seen: [3, 7, 1, 3], Count: 1), given);
        Assert.Equal([4, 2], kept.Items);
        Assert.Equal([9, 6], kept.Scores);
        Assert.Equal(["kept"], kept.Notes);
        Assert.Equal([4, 1, 3, 2], given.Items);
    }

    [Fact]
    public void Apply_AllSeen_IsEmpty() => Assert.Equal(0, Chain.Apply(new Query(0, [], [1], 1), new ScoredItems([1], [1])).Count);

    [Fact]
    public void Apply_NothingSeen_KeepsAll() => Assert.Equal([2, 1], Chain.Apply(new Query(0, [], [], 1), new ScoredItems([2, 1], [2, 1])).Items);
}
