using OnnxRecs.Numerics;
using OnnxRecs.Pipeline;

namespace OnnxRecs.Candidates;

/// <summary>How much of the truth an approximate index finds.</summary>
public static class AnnRecall
{
    /// <summary>
    /// The mean over the queries of |found and true| / |true|, where true are the items that <paramref name="exact"/> gives at
    /// <paramref name="k"/> (fewer where the catalogue is smaller). Cost: one full scan for each query.
    /// </summary>
    /// <param name="queries">At least one row of the indexes' dimension.</param>
    /// <returns>0 to 1.</returns>
    /// <exception cref="ArgumentException">There is no query or no item, or the indexes differ in size.</exception>
    public static double Measure(IVectorIndex index, ExactIndex exact, VectorTable queries, int k)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(k);
        if (index.Count != exact.Count) throw new ArgumentException($"The index has {index.Count} items, the exact one {exact.Count}.", nameof(index));
        if (queries.Count == 0 || exact.Count == 0) throw new ArgumentException("Without queries and items there is no recall.", nameof(queries));

        int[] truth = new int[Math.Min(k, exact.Count)], found = new int[k];
        float[] truthScores = new float[truth.Length], foundScores = new float[k];
        double sum = 0;
        for (int row = 0; row < queries.Count; row++)
        {
            exact.Search(queries[row], truth, truthScores);
            Array.Sort(truth);
            int count = index.Search(queries[row], found, foundScores), hits = 0;
            for (int i = 0; i < count; i++)
            {
                if (Array.BinarySearch(truth, found[i]) >= 0) hits++;
            }
            sum += (double)hits / truth.Length;
        }
        return sum / queries.Count;
    }
}
