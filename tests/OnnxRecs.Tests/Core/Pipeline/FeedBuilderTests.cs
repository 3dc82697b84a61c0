using OnnxRecs.Pipeline;

namespace OnnxRecs.Tests.Core.Pipeline;

public class FeedBuilderTests
{
    private const int Users = 5, Items = 10;

    private static readonly TensorInfo[] AllInputs = [FakeRunner.User(Users), FakeRunner.History(Items), FakeRunner.Length(3), FakeRunner.Items(Items)];

    private static readonly Query[] Queries =
    [
        new(User: 3, History: [1, 2, 3, 4, 5], Seen: [], Count: 1),
        new(User: Query.UnknownUser, History: [], Seen: [], Count: 1),
        new(User: 0, History: [7], Seen: [], Count: 1),
    ];

    [Fact]
    public void Build_SeveralQueries_PadsEachInput()
    {
        using FeedBatch batch = new FeedBuilder(AllInputs).Build(Queries, [[4], [9, 8], []]);
        Assert.Equal((3, 2), (batch.QueryCount, batch.ListLength));
        Check(batch.Feeds[0], "user", [3], [3, Users, 0]);
        Check(batch.Feeds[1], "history", [3, 3], [3, 4, 5, Items, Items, Items, 7, Items, Items]);
        Check(batch.Feeds[2], "length", [3], [3, 0, 1]);
        Check(batch.Feeds[3], "items", [3, 2], [4, 0, 9, 8, 0, 0]);
    }

    [Fact]
    public void Build_ShortHistories_AreAsLongAsTheLongest()
    {
        using FeedBatch batch = new FeedBuilder([FakeRunner.History(Items)]).Build([Queries[2], Queries[1]]);
        Check(batch.Feeds[0], "history", [2, 1], [7, Items]);
    }

    [Fact]
    public void Build_NoHistory_HasOneStepOfPadding()
    {
        using FeedBatch batch = new FeedBuilder([FakeRunner.History(Items), FakeRunner.Length()]).Build([Queries[1]]);
        Check(batch.Feeds[0], "history", [1, 1], [Items]);
        Check(batch.Feeds[1], "length", [1], [0]);
    }

    [Fact]
    public void Build_RentedArraysAreDirty_PaddingIsCleanAgain()
    {
        var builder = new FeedBuilder(AllInputs);
        for (int i = 0; i < 3; i++)
        {
            using (FeedBatch dirty = builder.Build([Queries[0], Queries[0]], [[9, 9], [9, 9]])) { }
            using FeedBatch clean = builder.Build([Queries[0], Queries[1]], [[9, 9], []]);
            Check(clean.Feeds[1], "history", [2, 3], [3, 4, 5, Items, Items, Items]);
            Check(clean.Feeds[3], "items", [2, 2], [9, 9, 0, 0]);
        }
    }

    [Fact]
    public void Build_GraphWithoutItems_NeedsNone()
    {
        using FeedBatch batch = new FeedBuilder([FakeRunner.User(Users)]).Build(Queries);
        Assert.Equal(1, batch.Feeds.Length);
    }

    [Fact]
    public void Build_NoQuery_Throws() => Assert.Throws<ArgumentException>(() => new FeedBuilder(AllInputs).Build([], []));

    [Fact]
    public void Build_ListsMissing_Throws()
    {
        Assert.Throws<ArgumentException>(() => new FeedBuilder(AllInputs).Build(Queries));
        Assert.Throws<ArgumentException>(() => new FeedBuilder(AllInputs).Build(Queries, [[1]]));
    }

    [Fact]
    public void Constructor_UnknownInput_Throws()
    {
        var error = Assert.Throws<ArgumentException>(() => new FeedBuilder([new TensorInfo("price", ["B"], 3)]));
        Assert.Contains("'price'", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(FeedNames.User)]
    [InlineData(FeedNames.History)]
    [InlineData(FeedNames.Length)]
    public void Constructor_PaddingUnknown_Throws(string name) =>
        Assert.Throws<ArgumentException>(() => new FeedBuilder([new TensorInfo(name, ["B"])]));

    [Fact]
    public void Dispose_Twice_GivesArraysBackOnce()
    {
        var builder = new FeedBuilder([FakeRunner.User(Users)]);
        FeedBatch batch = builder.Build(Queries);
        batch.Dispose();
        batch.Dispose();
        // Given back twice, one array would be rented to both.
        using FeedBatch a = builder.Build([Queries[0]]), b = builder.Build([Queries[2]]);
        Assert.Equal((3, 0), (a.Feeds[0].Values.Span[0], b.Feeds[0].Values.Span[0]));
    }

    private static void Check(Feed feed, string name, long[] dims, long[] values)
    {
        Assert.Equal(name, feed.Name);
        Assert.Equal(dims, feed.Dims);
        Assert.Equal(values, feed.Values.ToArray());
    }
}
