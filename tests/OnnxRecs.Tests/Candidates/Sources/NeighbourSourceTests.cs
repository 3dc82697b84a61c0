using OnnxRecs.Candidates;
using OnnxRecs.Candidates.Sources;
using OnnxRecs.Numerics;
using OnnxRecs.Pipeline;

namespace OnnxRecs.Tests.Candidates.Sources;

public class NeighbourSourceTests
{
    // Two fans of directions: 0 to 3 about 0 degrees, 4 to 7 about 90.
    private static readonly VectorTable Vectors = TestVectors.Directions(0, 5, 11, 18, 90, 96, 103, 111);
    private static readonly NeighbourSource Source = new(new ExactIndex(Vectors), Vectors);

    [Fact]
    public void Find_LastItems_GiveTheirNeighboursInTurn()
    {
        // The latest first: of 4 come 5, 6, 7; of 0 come 1, 2, 3.
        ScoredItems list = Source.Find(new Query(Query.UnknownUser, [0, 4], [0, 4], Count: 5));
        Assert.Equal([5, 1, 6, 2, 7], list.Items);
        Assert.Equal([1, 1, 1 / 2f, 1 / 2f, 1 / 3f], list.Scores);
    }

    [Fact]
    public void Find_NeighboursInCommon_AreGivenOnce()
    {
        // Of 1 come 2, 3, 7, ... (0 is seen); of 0 come 2, 3, 7, ... as well.
        ScoredItems list = Source.Find(new Query(0, [0, 1], [0, 1], Count: 3));
        Assert.Equal([2, 3, 4], list.Items);
        Assert.Equal([1, 1 / 2f, 1 / 3f], list.Scores);
    }

    [Fact]
    public void Find_SeenItems_AreNeverGiven() => Assert.Equal([6, 7], Source.Find(new Query(0, [4], [4, 5, 3, 2, 1, 0], Count: 8)).Items);

    [Fact]
    public void Find_LongHistory_OnlyTheLastDifferentItemsCount()
    {
        // 0 and 1 are more than three different items ago; 7 counts once.
        int[] history = [0, 1, 5, 6, 7, 7, 7];
        Assert.Equal([4], Source.Find(new Query(0, history, history, Count: 1)).Items);
        Assert.Equal([7, 6, 5], LastLiked.Of(new Query(0, history, history, Count: 1)));
    }

    [Fact]
    public void Find_NoHistory_IsEmpty() => Assert.Equal(0, Source.Find(new Query(Query.UnknownUser, [], [], Count: 3)).Count);

    [Fact]
    public void Find_NothingWanted_IsEmpty()
    {
        Assert.Equal(0, Source.Find(new Query(0, [4], [4], Count: 0)).Count);
        Assert.Throws<ArgumentOutOfRangeException>(() => Source.Find(new Query(0, [4], [4], Count: -1)));
    }

    [Fact]
    public void Constructor_VectorsOfAnotherIndex_Throws() =>
        Assert.Throws<ArgumentException>(() => new NeighbourSource(new ExactIndex(Vectors), new VectorTable([1, 2], 2)));
}
