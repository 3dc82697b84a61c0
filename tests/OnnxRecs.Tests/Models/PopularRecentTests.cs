using OnnxRecs.Data;
using OnnxRecs.Models.Classical;
using OnnxRecs.Numerics;
using OnnxRecs.Ops;

namespace OnnxRecs.Tests.Models;

public sealed class PopularRecentTests
{
    private const long Day = 86_400;

    // Item 0 was liked twice long ago, item 1 once of late and once long ago, item 2 once of late; item 3 was met of late, but not liked.
    private static readonly Interactions Train = Interactions.Create(
        [0, 1, 0, 1, 2, 2], [0, 0, 1, 1, 2, 3], [5, 5, 5, 5, 5, 1], [10 * Day, 20 * Day, 30 * Day, 90 * Day, 100 * Day, 100 * Day], 3, 4);

    [Fact]
    public void Scores_AreLikesOfTheLastDaysAndThenOfAll()
    {
        float[] scores = new PopularRecent(new PopularRecentOptions { Days = 30 }, DataOf(TimeKind.Moment), new WeightSet(new Rng(1))).Weights[0].Values;

        // Of late 0, 1, 1, 0; in all 2, 2, 1, 0, as thirds.
        Assert.Equal([2 / 3f, 1 + 2 / 3f, 1 + 1 / 3f, 0], scores);
    }

    [Fact]
    public void Create_OnlyTheOrderKnown_IsRefused() => Assert.Equal(
        "popular-recent counts the likes of the last days, and of made only the order of events is known, not when they were; use \"popular\".",
        Assert.Throws<InputException>(() => new PopularRecent(new PopularRecentOptions(), DataOf(TimeKind.Order), new WeightSet(new Rng(1)))).Message);

    private static PreparedData DataOf(TimeKind times)
    {
        IdMap users = new(["a", "b", "c"]), items = new(["w", "x", "y", "z"]);
        var catalog = new ItemCatalog([.. items.Ids], new int[4], [], [[], [], [], []]);
        Interactions none = Train.Where(_ => false);
        return new PreparedData(new DatasetFacts("made", "none", ValueKind.Rating, users, items, catalog) { Times = times }, new Split(Train, none, none, "by hand"), 4);
    }
}
