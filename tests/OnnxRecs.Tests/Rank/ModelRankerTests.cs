using OnnxRecs.Pipeline;
using OnnxRecs.Rank;
using OnnxRecs.Tests.Core.Pipeline;

namespace OnnxRecs.Tests.Rank;

public class ModelRankerTests
{
    private const int Users = 3, Items = 10;

    // Of item i for user u: -|i - 3u|, so that ties lie on both sides of 3u. Padding with item 0 would win for user 0.
    private static FakeRunner Model() => new(
        [FakeRunner.Items(Items), FakeRunner.User(Users)],
        new TensorInfo("scores", ["B", "N"]),
        values =>
        {
            long[] users = values["user"], items = values["items"];
            int width = items.Length / users.Length;
            return [.. items.Select((item, at) => -Math.Abs(item - 3f * users[at / width]))];
        });

    private static Query For(int user) => new(user, [], [], Count: 1);

    private static ScoredItems List(params int[] items) => new(items, new float[items.Length]);

    [Fact]
    public void Apply_OneList_SortsByScoreThenLowerIndex()
    {
        ScoredItems given = List(9, 4, 2, 3, 1);
        ScoredItems ranked = new ModelRanker(Model()).Apply(For(1), given);
        Assert.Equal([3, 2, 4, 1, 9], ranked.Items);
        Assert.Equal([0, -1, -1, -2, -6], ranked.Scores);
        Assert.Equal([9, 4, 2, 3, 1], given.Items);
    }

    [Fact]
    public void Apply_ListsOfDifferentLengths_IgnoresPadding()
    {
        FakeRunner model = Model();
        var ranker = new ModelRanker(model);
        Query[] queries = [For(0), For(1), For(2), For(Query.UnknownUser)];
        ScoredItems[] lists = [List(7, 5), List(), List(1, 7, 6, 2), List(8, 9, 4)];
        ScoredItems[] ranked = ranker.Apply(queries, lists);
        Assert.Equal(1, model.Runs);
        Assert.Equal([4, 4], model.LastDims["items"]);
        Assert.Equal([[5, 7], [], [6, 7, 2, 1], [9, 8, 4]], ranked.Select(list => list.Items));
        for (int i = 0; i < queries.Length; i++)
        {
            Assert.Equal(ranked[i].Items, ranker.Apply(queries[i], lists[i]).Items);
            Assert.Equal(ranked[i].Scores, ranker.Apply(queries[i], lists[i]).Scores);
        }
    }

    [Fact]
    public void Apply_OnlyEmptyLists_AsksNothing()
    {
        FakeRunner model = Model();
        Assert.Equal(0, new ModelRanker(model).Apply(For(0), List()).Count);
        Assert.Empty(new ModelRanker(model).Apply([], []));
        Assert.Equal(0, model.Runs);
    }

    [Fact]
    public void Apply_SequenceModel_GetsHistoryAndLength()
    {
        var model = new FakeRunner(
            [FakeRunner.History(Items), FakeRunner.Length(2), FakeRunner.Items(Items)],
            new TensorInfo("scores", ["B", "N"]),
            values => new float[values["items"].Length]);
        new ModelRanker(model).Apply(new Query(0, [4, 5, 6], [], 1), List(1));
        Assert.Equal([5, 6], model.LastValues["history"]);
        Assert.Equal([2], model.LastValues["length"]);
    }

    [Fact]
    public void Apply_ModelGivesNaN_Throws()
    {
        var model = new FakeRunner([FakeRunner.Items(Items)], new TensorInfo("scores", ["B", "N"]), _ => [1, float.NaN]);
        var error = Assert.Throws<InvalidDataException>(() => new ModelRanker(model, "neumf").Apply(For(2), List(4, 5)));
        Assert.Contains("'neumf' gives NaN for user 2, item 5", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Apply_ItemOutOfRangeOrListMissing_Throws()
    {
        var ranker = new ModelRanker(Model());
        Assert.Throws<ArgumentException>(() => ranker.Apply(For(0), List(Items)));
        Assert.Throws<ArgumentException>(() => ranker.Apply([For(0), For(1)], [List(1)]));
    }

    [Fact]
    public void Constructor_ModelIsNoRanker_Throws()
    {
        var tower = new FakeRunner([FakeRunner.User(Users)], new TensorInfo("vector", ["B", "64"]), _ => []);
        Assert.Throws<ArgumentException>(() => new ModelRanker(tower));
    }
}
