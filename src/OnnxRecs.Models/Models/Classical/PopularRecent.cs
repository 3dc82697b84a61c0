using System.ComponentModel.DataAnnotations;
using OnnxRecs.Data;
using OnnxRecs.Ops;
using OnnxRecs.Pipeline;

namespace OnnxRecs.Models.Classical;

/// <summary>Settings of <see cref="PopularRecent"/>.</summary>
public sealed record PopularRecentOptions
{
    /// <summary>How long before the last training event a like counts, in days.</summary>
    [Range(0.01, 100_000.0)]
    [TunedRange(1, 1000, Log = true)]
    public double Days { get; init; } = 30;
}

/// <summary>Most popular of late: the score of an item is how often it was liked in the last days of the training part; among equals, in all of it.</summary>
public sealed class PopularRecent : RankerModel
{
    private readonly Weight _scores; // [I]

    /// <exception cref="InputException">The data say in which order events were, but not when.</exception>
    public PopularRecent(PopularRecentOptions options, PreparedData data, WeightSet weights)
        : base(weights, new TensorInfo(FeedNames.Items, ["B", "N"], data.ItemCount))
    {
        Interactions likes = data.TrainPositives;
        if (data.Facts.Times != TimeKind.Moment)
            throw new InputException($"popular-recent counts the likes of the last days, and of {data.Name} only the order of events is known, not when they were; use \"popular\".");
        double from = likes.Times.DefaultIfEmpty().Max() - options.Days * 86_400;
        int[] ever = likes.CountsOfItems();
        float[] scores = Array.ConvertAll(ever, count => count / (ever.Max() + 1f));
        for (int i = 0; i < likes.Count; i++)
        {
            if (likes.Times[i] > from) scores[likes.Items[i]]++;
        }
        _scores = weights.Fixed("scores", scores, data.ItemCount);
    }

    public override T Run<T>(IOps<T> ops, Tensors<T> inputs) => ops.Lookup(_scores, inputs[FeedNames.Items]); // [B, N]
}
