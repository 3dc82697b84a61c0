using OnnxRecs.Data;
using OnnxRecs.Metrics.Ratings;
using OnnxRecs.Pipeline;
using OnnxRecs.Tests.Core.Data;

namespace OnnxRecs.Tests.Core.Metrics;

public sealed class RatingPredictionTests
{
    // Training values lie in 1 .. 5. User 1 has no test event, user 2 two of different length from user 0's one.
    private static readonly Interactions Train = Interactions.Create([0, 1, 2], [0, 1, 2], [1, 5, 3], [1, 1, 1], 3, 4);
    private static readonly Interactions Test = Interactions.Create([0, 2, 2], [3, 1, 3], [2, 4, 4], [2, 2, 3], 3, 4);

    [Fact]
    public void Of_EveryEvent_IsPredictedInOrderAndWithinTheScale()
    {
        var data = new PreparedData(Made.Facts(Train), new Split(Train, Train.Where(_ => false), Test, "by hand"), 4);

        // Ten times the user and the item: 3, 21 and 23, of which the last two lie above the scale.
        Assert.Equal([3, 5, 5], RatingPrediction.Of(new UsersAndItems(), data, Phase.Test));
    }

    /// <summary>The rating of an item is 10 times the user and the item.</summary>
    private sealed class UsersAndItems : IModelRunner
    {
        public IReadOnlyList<TensorInfo> Inputs { get; } = [new(FeedNames.User, ["B"], 4), new(FeedNames.Items, ["B", "N"], 4)];

        public IReadOnlyList<TensorInfo> Outputs { get; } = [new(FeedNames.Ratings, ["B", "N"])];

        public void Run(ReadOnlySpan<Feed> feeds, ReadOnlySpan<Fetch> fetches, CancellationToken cancel = default)
        {
            Span<float> ratings = fetches[0].Values.Span;
            int width = (int)fetches[0].Dims[1];
            for (int i = 0; i < ratings.Length; i++) ratings[i] = 10 * feeds[0].Values.Span[i / width] + feeds[1].Values.Span[i];
        }

        public void Dispose() { }
    }
}
