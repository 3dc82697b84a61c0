using OnnxRecs.Numerics;
using OnnxRecs.Pipeline;

namespace OnnxRecs.Candidates;

/// <summary>How much of the truth an approximate index finds.</summary>
public static class AnnRecall
{
    /// <summary>
    /// The mean over the queries of |found and true| / |true|, where true are the items that <paramref name="exact"/> gives at
    /// <paramref name="k"/> (fewer where the catalogue is smaller). Cost: a full scan for every sixteen queries.
    /// </summary>
    /// <param name="queries">At least one row of the indexes' dimension.</param>
    /// <returns>0 to 1.</returns>
    /// <exception cref="ArgumentException">There is no query or no item, or the indexes differ in size.</exception>
    public static double Measure(IVectorIndex index, ExactIndex exact, VectorTable queries, int k)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(k);
        if (index.Count != exact.Count) throw new ArgumentException($"The index has {index.Count} items, the exact one {exact.Count}.", nameof(index));
        if (queries.Count == 0 || exact.Count == 0) throw new ArgumentException("Without queries and items there is no recall.", nameof(queries));
        int[] counts = new int[queries.Count];
        Array.Fill(counts, k);
        ScoredItems[] truths = exact.SearchAll(queries, counts), found = index.SearchAll(queries, counts);
        return truths.Zip(found, (truth, list) => (double)truth.Items.Intersect(list.Items).Count() / truth.Count).Average();
    }
}
