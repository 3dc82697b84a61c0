using OnnxRecs.Data;
using OnnxRecs.Numerics;
using OnnxRecs.Pipeline;
using OnnxRecs.Rank;
using OnnxRecs.Serving;
using OnnxRecs.Tests.Candidates.Sources;
using OnnxRecs.Tests.Core.Pipeline;

namespace OnnxRecs.Tests.Serving;

public class BecauseTests
{
    private const int Items = 6;
    private static readonly PreparedData Data = Likes.Of(Items, [(0, 0, 1), (0, 1, 2)]);

    // Items 0 to 2 point one way, 3 to 5 another; 2 is nearer to 0 than to 1.
    private static readonly VectorTable Vectors = new([1, 0, 0.6f, 0.8f, 1, 0.1f, 0, 1, 0, 2, 0, 0], 2);

    /// <summary>A ranker of a history whose score of an item is what a function says of the liked items.</summary>
    private static ModelRanker Ranker(Func<long[], long, float> score) => new(new FakeRunner(
        [FakeRunner.History(Items), FakeRunner.Length(), FakeRunner.Items(Items)],
        new TensorInfo("scores", ["B", "N"]),
        values =>
        {
            int rows = values["length"].Length, width = values["items"].Length / rows, length = values["history"].Length / rows;
            return [.. values["items"].Select((item, at) => score(values["history"].AsSpan(at / width * length, (int)values["length"][at / width]).ToArray(), item))];
        }));

    private static readonly Query Query = new(0, [0, 1, 3], [], 2);

    [Fact]
    public void Of_SumOverTheHistory_GivesItsTerms()
    {
        // Liked item h adds (h + 1) * (item + 1) to 5.
        Reasons[] reasons = Because.Of(Query, [4, 2], Ranker((history, item) => 5 + history.Sum(liked => (liked + 1) * (item + 1))), Vectors, Data);

        Assert.All(reasons, each => Assert.Equal(ReasonKind.Contribution, each.Kind));
        Assert.Equal(["i3", "i1", "i0"], reasons[0].Items.Select(reason => reason.Item));
        Assert.Equal([20, 10, 5], reasons[0].Items.Select(reason => reason.Weight));
        Assert.Equal([12, 6, 3], reasons[1].Items.Select(reason => reason.Weight));
    }

    [Fact]
    public void Of_ItemThatNothingSpeaksFor_LeavesTheOthersTheirTerms()
    {
        // Nothing that is liked adds to item 0.
        Reasons[] reasons = Because.Of(Query, [0, 2], Ranker((history, item) => history.Sum(liked => liked * item)), Vectors, Data);

        Assert.All(reasons, each => Assert.Equal(ReasonKind.Contribution, each.Kind));
        Assert.Empty(reasons[0].Items);
        Assert.Equal([6, 2], reasons[1].Items.Select(reason => reason.Weight));
    }

    [Fact]
    public void Of_ModelWithoutAHistory_GivesTheNearestByVectors() =>
        Assert.Equal(ReasonKind.Likeness, Because.Of(Query, [4], Ranker((_, item) => item), Vectors, Data)[0].Kind);

    [Fact]
    public void Of_NoSum_GivesTheNearestByVectors()
    {
        // The last liked item alone counts: the scores of single items do not add up.
        Reasons[] reasons = Because.Of(Query, [4, 2], Ranker((history, item) => history.Length == 0 ? 0 : history[^1] * item), Vectors, Data);

        Assert.All(reasons, each => Assert.Equal(ReasonKind.Likeness, each.Kind));
        // Item 4 is (0, 2): cosine 1 to 3, .8 to 1, and 0 to 0, which does not speak for it.
        Assert.Equal(["i3", "i1"], reasons[0].Items.Select(reason => reason.Item));
        Assert.Equal(0.8, reasons[0].Items[1].Weight, 6);
        Assert.Equal(["i0", "i1", "i3"], reasons[1].Items.Select(reason => reason.Item));
    }

    [Fact]
    public void Of_SeveralModels_GivesTheNearest() => Assert.Equal(ReasonKind.Likeness, Because.Of(Query, [4], ranker: null, Vectors, Data)[0].Kind);

    [Fact]
    public void Of_RepeatedLikes_AreNamedOnce()
    {
        // What counts is which items are liked, not how often.
        Reasons reasons = Because.Of(Query with { History = [3, 3, 1, 3] }, [4], Ranker((history, item) => history.Distinct().Sum(liked => liked * item)), Vectors, Data)[0];
        Assert.Equal((ReasonKind.Contribution, 2), (reasons.Kind, reasons.Items.Length));
    }

    [Fact]
    public void Of_NoHistoryOrZeroVector_HasNoReasons()
    {
        Assert.Empty(Because.Of(Query with { History = [] }, [4], Ranker((_, _) => 0), Vectors, Data)[0].Items);
        Assert.Empty(Because.Of(Query, [5], ranker: null, Vectors, Data)[0].Items);
    }
}
