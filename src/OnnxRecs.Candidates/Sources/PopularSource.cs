using OnnxRecs.Data;
using OnnxRecs.Pipeline;

namespace OnnxRecs.Candidates.Sources;

/// <summary>The items that were liked most often in training. Scores are how often. Thread-safe.</summary>
/// <remarks>Items that nobody liked are never given, so a list may be short of what is wanted.</remarks>
public sealed class PopularSource(PreparedData data) : ICandidateSource
{
    private readonly ScoredItems _order = ItemOrder.ByCount(data.TrainPositives.CountsOfItems());

    /// <inheritdoc/>
    public ScoredItems Find(Query query) => ItemOrder.Unseen(_order, query);
}
