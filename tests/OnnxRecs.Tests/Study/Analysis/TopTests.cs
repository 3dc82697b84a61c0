using OnnxRecs.Data;
using OnnxRecs.Study.Analysis;

namespace OnnxRecs.Tests.Study.Analysis;

public sealed class TopTests
{
    [Fact]
    public void Items_AreOrderedByEventsThenPlace()
    {
        var events = Interactions.Create([0, 1, 0, 1, 0], [2, 2, 1, 1, 0], [5, 4, 2, 2, 1], [1, 1, 2, 2, 3], 2, 4);
        Dataset set = SmallSets.Make(events);

        TopItem[] top = TopItems.Of(events, set.Facts, events.Counts());

        Assert.Equal(
            [
                new("i1", "<b>&\" 1", Events: 2, Share: 0.4, MeanValue: 2), // before item 2, which has as many
                new("i2", "<b>&\" 2", Events: 2, Share: 0.4, MeanValue: 4.5),
                new("i0", "<b>&\" 0", Events: 1, Share: 0.2, MeanValue: 1),
            ],
            top);
    }

    [Fact]
    public void Items_MoreThanTen_AreCut()
    {
        Interactions events = SmallSets.Events(1, 12, [.. Enumerable.Range(0, 12).Select(item => (0, item))]);

        Assert.Equal(TopItems.Most, TopItems.Of(events, SmallSets.Make(events).Facts, events.Counts()).Length);
    }

    [Fact]
    public void Tags_AreCountedByItemsWithEvents()
    {
        var catalog = new ItemCatalog(["a", "b", "c"], [0, 0, 0], [], [[], [], []]) { TagNames = ["slow", "odd", "lost"], Tags = [[0, 1], [1], [2]] };

        TopTags tags = TopTags.Of(catalog, new EventCounts([], [1, 5, 0]))!;

        Assert.Equal((2, 2), (tags.Distinct, tags.TaggedItems)); // item 2, alone "lost", has no events
        Assert.Equal([new("odd", 2), new("slow", 1)], tags.Top);
    }

    [Fact]
    public void Tags_None_AreNull() => Assert.Null(TopTags.Of(new ItemCatalog(["a"], [0], [], [[]]), new EventCounts([], [1])));
}
