namespace OnnxRecs.Pipeline;

/// <summary>The whole chain for one user: a source, then stages in order. Thread-safe where its parts are.</summary>
/// <param name="source">Finds the candidates.</param>
/// <param name="candidates">How many of them.</param>
/// <param name="stages">Filters, rankers, re-rankers.</param>
public sealed class Recommender(ICandidateSource source, int candidates, IReadOnlyList<IStage> stages)
{
    /// <summary>At most <see cref="Query.Count"/> items, best first.</summary>
    public ScoredItems Recommend(Query query) => Recommend(query, source.Find(query with { Count = candidates }));

    /// <summary>The same for candidates that have been found already.</summary>
    public ScoredItems Recommend(Query query, ScoredItems items)
    {
        foreach (IStage stage in stages) items = stage.Apply(query, items);
        return items.Head(query.Count);
    }
}
