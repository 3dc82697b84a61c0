using OnnxRecs.Candidates.Sources;
using OnnxRecs.Data;
using OnnxRecs.Pipeline;

namespace OnnxRecs.Tests.Candidates.Sources;

public class GenreSourceTests
{
    private const int Action = 0, Comedy = 1, Drama = 2;

    // By likes: 1 (three), 2 and 3 (two each), 4, 5, 6 (one each); nobody liked 0, 7 and 8. 0 has no genre.
    private static readonly PreparedData Data = Likes.Of(
        9,
        [(0, 1, 1), (1, 1, 1), (2, 1, 1), (0, 2, 1), (1, 2, 1), (0, 3, 1), (1, 3, 1), (0, 4, 1), (0, 5, 1), (0, 6, 1)],
        [[], [Action], [Comedy], [Action], [Comedy], [Action, Comedy], [Drama], [Action], [Drama, Comedy]]);

    private readonly GenreSource _source = new(Data);

    [Fact]
    public void Find_OneGenre_GivesItsMostPopular()
    {
        // 7 has the genre alone: action's are 1, 3, 5. The quotients are 1/1, 1/2, 1/3.
        ScoredItems list = _source.Find(new Query(Query.UnknownUser, [7], [7], Count: 9));
        Assert.Equal([1, 3, 5], list.Items);
        Assert.Equal([1, 1 / 2f, 1 / 3f], list.Scores);
    }

    [Fact]
    public void Find_TwoGenres_ShareThePlacesLikeTheVotes()
    {
        // 3 and 7 vote for action, 4 for comedy: 2/1, then 2/2 and 1/1, of which action has the lower index, then comedy; 2/3 and 1/2 are left.
        ScoredItems list = _source.Find(new Query(0, [3, 4, 7], [3, 4, 7], Count: 4));
        Assert.Equal([1, 5, 2], list.Items[..3]);
        Assert.Equal([2, 1, 1], list.Scores[..3]);
        // Action has nothing left, so comedy goes on though it has 1/2: but its only other item is 5, which is given.
        Assert.Equal(3, list.Count);
    }

    [Fact]
    public void Find_ItemOfSeveralGenres_SharesItsVote()
    {
        // 8 votes half for comedy, half for drama: equal, so comedy's best (2), drama's (6), comedy's next (4) at 1/4 and its last (5) at 1/6.
        ScoredItems list = _source.Find(new Query(0, [8], [8], Count: 9));
        Assert.Equal([2, 6, 4, 5], list.Items);
        Assert.Equal([1 / 2f, 1 / 2f, 1 / 4f, 1 / 6f], list.Scores);
    }

    [Fact]
    public void Find_SeenItems_AreNeverGiven() => Assert.Equal([5], _source.Find(new Query(0, [7], [7, 1, 3], Count: 9)).Items);

    [Theory]
    [InlineData(new int[0])]
    [InlineData(new[] { 0 })]
    public void Find_NoGenresToGoBy_IsEmpty(int[] history) => Assert.Equal(0, _source.Find(new Query(0, history, history, Count: 3)).Count);

    [Fact]
    public void Find_NothingWanted_IsEmpty()
    {
        Assert.Equal(0, _source.Find(new Query(0, [7], [7], Count: 0)).Count);
        Assert.Throws<ArgumentOutOfRangeException>(() => _source.Find(new Query(0, [7], [7], Count: -1)));
    }

    [Fact]
    public void Lacking_CatalogueWithoutGenres_SaysSo()
    {
        PreparedData data = Likes.Of(2, [(0, 1, 1)]);
        Assert.Equal("of the items of made no genres are known", GenreSource.Lacking(data));
        Assert.Throws<ArgumentException>(() => new GenreSource(data));
    }
}
