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
    /// Fills <paramref name="items"/> and <paramref name="scores"/> (equal lengths k), best first, equal scores by the lower item, and returns how many
    /// were found: min(k, items that pass), also of an approximate index. Thread-safe.
    /// </summary>
    /// <exception cref="ArgumentException">The query has another length, is not finite or, by <see cref="VectorMetric.Cosine"/>, is zero; or the results differ in length.</exception>
    int Search(ReadOnlySpan<float> query, Span<int> items, Span<float> scores, ItemFilter? filter = null);
}
