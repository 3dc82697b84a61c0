using OnnxRecs.Config;
using OnnxRecs.Data;

namespace OnnxRecs.Tests.Core.Data;

public sealed class DataStageTests
{
    // Three users with five events each; values 1 to 5.
    private static readonly Interactions Events = Interactions.Create(
        [.. Enumerable.Range(0, 15).Select(i => i / 5)], [.. Enumerable.Range(0, 15).Select(i => i % 5)], [.. Enumerable.Range(0, 15).Select(i => i % 5 + 1f)],
        [.. Enumerable.Range(0, 15).Select(i => 100L + i % 5)], 3, 5);

    [Theory]
    [InlineData(ValueKind.Rating, null, 4)]
    [InlineData(ValueKind.Count, null, 1)]
    [InlineData(ValueKind.Event, null, 1)]
    [InlineData(ValueKind.Count, 2.5, 2.5)]
    public void Prepare_Relevance_GoesByTheKindOfValuesUnlessSet(ValueKind kind, double? set, double expected)
    {
        // Reversed values, so that training has liked events under every threshold here.
        Interactions events = Interactions.Create(Events.Users, Events.Items, [.. Events.Items.Select(item => item is 0 or 3 or 4 ? 5f : 1)], Events.Times, 3, 5);

        PreparedData data = DataStage.Prepare(Made.Dataset(events, kind), new PipelineConfig { Relevance = set, Split = new SplitOptions { ColdStart = 0 } });

        Assert.Equal(expected, data.Relevance, 6);
    }

    [Fact]
    public void Prepare_NothingLikedInOnePart_NamesIt()
    {
        var error = Assert.Throws<InputException>(() => DataStage.Prepare(Made.Dataset(Events), new PipelineConfig { Split = new SplitOptions { ColdStart = 0 } }));

        // Training has the values 1 to 3.
        Assert.Equal("$.relevance: 4 leaves nothing that is liked in the training part of made (temporal-user 80/10/10); lower it, or change $.split.", error.Message);
    }

    [Fact]
    public void Prepare_NobodyHasEnoughEvents_NamesColdStart()
    {
        var error = Assert.Throws<InputException>(() => DataStage.Prepare(Made.Dataset(Events), new PipelineConfig { Split = new SplitOptions { ColdStart = 6 } }));

        Assert.Equal("$.split.coldStart: no user of made has 6 training events (temporal-user 80/10/10), so nobody is left to learn from; lower it.", error.Message);
    }

    [Fact]
    public void Prepare_PublishedSplit_BringsItsNegatives()
    {
        int[][] negatives = [[1], [2], [3]];
        Dataset data = Made.Dataset(Events, ValueKind.Event, new PublishedSplit("ncf", [.. Events.Items.Select(item => item == 4)], negatives));

        Assert.Same(negatives, DataStage.Prepare(data, new PipelineConfig { Split = new SplitOptions { Kind = "published", ColdStart = 0 } }).Negatives);
        Assert.Null(DataStage.Prepare(data, new PipelineConfig { Split = new SplitOptions { ColdStart = 0 } }).Negatives);
    }

    [Fact]
    public void Prepare_Filter_ComesBeforeTheSplit()
    {
        var config = new PipelineConfig { Filter = new FilterOptions { MinPerItem = 4 } };

        Assert.Throws<InputException>(() => DataStage.Prepare(Made.Dataset(Events), config)); // each item has three events
    }
}
