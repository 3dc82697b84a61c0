using System.ComponentModel.DataAnnotations;
using OnnxRecs.Data;
using OnnxRecs.Ops;
using OnnxRecs.Pipeline;

namespace OnnxRecs.Models.Classical;

/// <summary>What the settings of models that score by a user's liked items have in common.</summary>
public abstract record HistoryRankerOptions
{
    /// <summary>How many of the newest liked items are read.</summary>
    [Range(1, 100_000)]
    public int MaxLength { get; init; } = 5000;
}

/// <summary>Scores items by what somebody likes, whoever it is: new users are served from their history; without any, all items score 0.</summary>
/// <remarks>Shapes: B users, L history length, N items for each, I items in all. Index I is padding.</remarks>
public abstract class HistoryRanker(HistoryRankerOptions options, PreparedData data, WeightSet weights)
    : RankerModel(
        weights,
        new TensorInfo(FeedNames.History, ["B", "L"], data.ItemCount + 1),
        new TensorInfo(FeedNames.Length, ["B"], Math.Min(options.MaxLength, data.ItemCount) + 1L),
        new TensorInfo(FeedNames.Items, ["B", "N"], data.ItemCount))
{
    protected int ItemCount { get; } = data.ItemCount;

    public sealed override T Run<T>(IOps<T> ops, Tensors<T> inputs) => Scores(ops, inputs[FeedNames.History], inputs[FeedNames.Length], inputs[FeedNames.Items]);

    /// <summary>history [B, L], of which length [B] items are real, and items [B, N] to [B, N]</summary>
    protected abstract T Scores<T>(IOps<T> ops, T history, T length, T items);
}
