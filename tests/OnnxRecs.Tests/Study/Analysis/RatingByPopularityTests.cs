using OnnxRecs.Data;
using OnnxRecs.Study.Analysis;

namespace OnnxRecs.Tests.Study.Analysis;

public sealed class RatingByPopularityTests
{
    [Fact]
    public void Of_Items_ArePooledByTheirNumberOfEvents()
    {
        // Items 0 and 1 have one rating each (2 and 3), item 2 three (5, 4, 3), item 3 none.
        var events = Interactions.Create([0, 0, 0, 1, 2], [0, 1, 2, 2, 2], [2, 3, 5, 4, 3], [1, 2, 3, 1, 1], 3, 4);

        RatingBin[] bins = RatingByPopularity.Of(events, ValueKind.Rating, events.Counts());

        Assert.Equal(2, bins.Length);
        Assert.Equal(new RatingBin(1, 2, Items: 2, Ratings: 2, Mean: 2.5, Median: 2.5, Deviation: 0.5), bins[0]); // squares 0.25 + 0.25, / 2
        Assert.Equal((2.0, 4.0, 1, 3, 4.0, 4.0), (bins[1].From, bins[1].To, bins[1].Items, bins[1].Ratings, bins[1].Mean, bins[1].Median));
        Assert.Equal(Math.Sqrt(2 / 3.0), bins[1].Deviation, 12); // squares 1 + 0 + 1
    }

    [Fact]
    public void Of_EmptyBins_AreLeftOut()
    {
        // One event of item 0, four of item 1, none with two or three.
        Interactions events = SmallSets.Events(1, 2, (0, 0), (0, 1), (0, 1), (0, 1), (0, 1));

        Assert.Equal([1, 4], RatingByPopularity.Of(events, ValueKind.Rating, events.Counts()).Select(bin => bin.From));
    }

    [Fact]
    public void Of_Counts_IsEmpty()
    {
        Interactions events = SmallSets.Events(1, 1, (0, 0));

        Assert.Empty(RatingByPopularity.Of(events, ValueKind.Count, events.Counts()));
    }
}
