using OnnxRecs.Numerics;
using OnnxRecs.Pipeline;

namespace OnnxRecs.Cli;

/// <summary>Candidates by scores of the whole catalogue: slow and obvious. Thread-safe where the scoring is.</summary>
/// <param name="itemCount">Size of the catalogue.</param>
/// <param name="score">Fills the scores of all items for a query.</param>
internal sealed class CatalogueSource(int itemCount, Action<Query, float[]> score) : ICandidateSource
{
    /// <inheritdoc/>
    public ScoredItems Find(Query query)
    {
        float[] scores = new float[itemCount];
        score(query, scores);
        foreach (int item in query.Seen) scores[item] = float.NegativeInfinity;
        int[] best = new int[query.Count];
        int count = TopK.Select(scores, best);
        return new ScoredItems(best[..count], Array.ConvertAll(best[..count], item => scores[item]));
    }
}
