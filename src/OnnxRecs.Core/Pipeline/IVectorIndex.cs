using System.Runtime.ExceptionServices;
using OnnxRecs.Numerics;

namespace OnnxRecs.Pipeline;

/// <summary>Finds the items whose vectors are the nearest to a query's.</summary>
public interface IVectorIndex
{
    /// <summary>What nearness is, and so what the scores are.</summary>
    VectorMetric Metric { get; }

    int Dim { get; }

    /// <summary>How many items can be found.</summary>
    int Count { get; }

    /// <summary>
    /// Fills <paramref name="items"/> and <paramref name="scores"/> (equal lengths k), best first, those of equal scores that were found by the lower item, and returns how many
    /// were found: min(k, items that pass), also of an approximate index. Thread-safe.
    /// </summary>
    /// <exception cref="ArgumentException">The query has another length, is not finite or, by <see cref="VectorMetric.Cosine"/>, is zero; or the results differ in length.</exception>
    int Search(ReadOnlySpan<float> query, Span<int> items, Span<float> scores, ItemFilter? filter = null);

    /// <summary>Many queries, spread over the cores: list i has the <paramref name="counts"/>[i] nearest to query i, fewer where the index ends.</summary>
    /// <exception cref="ArgumentException">A query is as above, or there is not one count, 0 or more, for each.</exception>
    ScoredItems[] SearchAll(VectorTable queries, int[] counts)
    {
        if (counts.Length != queries.Count) throw new ArgumentException($"{queries.Count} queries have {counts.Length} counts.", nameof(counts));
        foreach (int count in counts) ArgumentOutOfRangeException.ThrowIfNegative(count, nameof(counts));
        var lists = new ScoredItems[counts.Length];
        try
        {
            Parallel.For(0, lists.Length, row =>
            {
                int k = Math.Min(counts[row], Count);
                int[] items = new int[k];
                float[] scores = new float[k];
                int found = Search(queries[row], items, scores);
                lists[row] = new ScoredItems(items, scores).Head(found);
            });
        }
        catch (AggregateException e)
        {
            ExceptionDispatchInfo.Throw(e.InnerExceptions[0]);
        }
        return lists;
    }
}
