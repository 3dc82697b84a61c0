using OnnxRecs.Candidates;
using OnnxRecs.Candidates.Sources;
using OnnxRecs.Numerics;
using OnnxRecs.Pipeline;
using OnnxRecs.Tests.Core.Pipeline;

namespace OnnxRecs.Tests.Candidates.Sources;

public class TwoTowerSourceTests
{
    private const int Users = 2, Items = 6;

    // User 0 likes high items, user 1 low ones; to somebody unknown all are equal.
    private static FakeRunner Tower(string dim = "1", int longest = 4) => new(
        [FakeRunner.User(Users), FakeRunner.History(Items), FakeRunner.Length(longest)],
        new TensorInfo("vector", ["B", dim]),
        values => Array.ConvertAll(values["user"], user => user switch { 0 => 1f, 1 => -1f, _ => 0f }));

    private static readonly ExactIndex Index = new(new VectorTable([0, 1, 2, 3, 4, 5], 1));

    [Fact]
    public void Find_KnownUser_GivesBestUnseenItems()
    {
        ScoredItems list = new TwoTowerSource(Tower(), Index).Find(new Query(0, [5, 3], [5, 3, 3], Count: 3));
        Assert.Equal([4, 2, 1], list.Items);
        Assert.Equal([4, 2, 1], list.Scores);
    }

    [Fact]
    public void Find_Batch_GivesTheSameAsEachAlone()
    {
        FakeRunner tower = Tower();
        var source = new TwoTowerSource(tower, Index);
        Query[] queries = [new(0, [1], [5], 2), new(1, [], [], 4), new(Query.UnknownUser, [1, 2, 3, 4, 5], [0], 2)];
        ScoredItems[] lists = source.Find(queries);
        Assert.Equal(1, tower.Runs);
        Assert.Equal([[4, 3], [0, 1, 2, 3], [1, 2]], lists.Select(list => list.Items));
        for (int i = 0; i < queries.Length; i++)
        {
            Assert.Equal(lists[i].Items, source.Find(queries[i]).Items);
            Assert.Equal(lists[i].Scores, source.Find(queries[i]).Scores);
        }
    }

    [Fact]
    public void Find_HistoryLength_LimitsWhatTheTowerGets()
    {
        FakeRunner tower = Tower(longest: 2);
        new TwoTowerSource(tower, Index).Find(new Query(0, [1, 2, 3], [], 1));
        Assert.Equal([2, 3], tower.LastValues["history"]);
    }

    [Fact]
    public void Find_CatalogueEnds_GivesWhatIsLeft()
    {
        var source = new TwoTowerSource(Tower(), Index);
        Assert.Equal([4, 0], source.Find(new Query(0, [], [1, 2, 3, 5], Count: 100)).Items);
        Assert.Equal(0, source.Find(new Query(0, [], [0, 1, 2, 3, 4, 5], Count: 3)).Count);
    }

    [Fact]
    public void Find_NothingWanted_IsEmpty()
    {
        var source = new TwoTowerSource(Tower(), Index);
        Assert.Equal(0, source.Find(new Query(0, [], [5], Count: 0)).Count);
        Assert.Empty(source.Find([]));
        Assert.Throws<ArgumentOutOfRangeException>(() => source.Find(new Query(0, [], [], Count: -1)));
    }

    [Fact]
    public void Find_UserOutOfRange_Throws() =>
        Assert.Throws<ArgumentException>(() => new TwoTowerSource(Tower(), Index).Find(new Query(Users + 1, [], [], 1)));

    [Fact]
    public void Constructor_TowerDoesNotFit_Throws()
    {
        Assert.Throws<ArgumentException>(() => new TwoTowerSource(Tower(dim: "2"), Index));
        var ranker = new FakeRunner([FakeRunner.Items(Items)], new TensorInfo("scores", ["B", "1"]), _ => []);
        Assert.Throws<ArgumentException>(() => new TwoTowerSource(ranker, Index));
    }
}
