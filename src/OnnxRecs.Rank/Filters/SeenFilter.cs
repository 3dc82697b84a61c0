using OnnxRecs.Pipeline;

namespace OnnxRecs.Rank.Filters;

/// <summary>Drops what the user has met before; the rest keeps its order and scores. Thread-safe.</summary>
public sealed class SeenFilter : IStage
{
    public string Name => "seen";

    /// <inheritdoc/>
    public ScoredItems Apply(Query query, ScoredItems items)
    {
        int[] kept = [.. items.Items];
        float[] scores = [.. items.Scores];
        int count = SeenItems.Remove(query.Seen, kept, scores);
        return new ScoredItems(kept[..count], scores[..count]);
    }
}
