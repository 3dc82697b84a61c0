using System.Numerics.Tensors;
using OnnxRecs.Numerics;
using OnnxRecs.Pipeline;

namespace OnnxRecs.Candidates;

/// <summary>What every index checks at its door, so that no score inside can be NaN or infinite.</summary>
/// <remarks>Where four times the squared norms of two vectors are finite, so are their inner product and their squared distance.</remarks>
internal static class IndexInput
{
    /// <exception cref="ArgumentException">A vector holds NaN or infinity, is too long to square or, by cosine, is zero.</exception>
    public static void CheckVectors(VectorTable vectors, VectorMetric metric)
    {
        for (int row = 0; row < vectors.Count; row++)
        {
            if (FaultOf(vectors[row], metric) is { } fault) throw new ArgumentException($"Vector {row} {fault}.", nameof(vectors));
        }
    }

    /// <exception cref="ArgumentException">The query has another length, is not finite or, by cosine, is zero, or the results differ in length.</exception>
    public static void CheckSearch(ReadOnlySpan<float> query, int dim, VectorMetric metric, Span<int> items, Span<float> scores)
    {
        if (query.Length != dim) throw new ArgumentException($"The query has {query.Length} values, the index {dim} dimensions.", nameof(query));
        if (items.Length != scores.Length) throw new ArgumentException($"There is room for {items.Length} items and {scores.Length} scores.", nameof(scores));
        if (FaultOf(query, metric) is { } fault) throw new ArgumentException($"The query {fault}.", nameof(query));
    }

    /// <exception cref="ArgumentException">A query has another length, is not finite or, by cosine, is zero, or there is not one count, 0 or more, for each.</exception>
    public static void CheckSearches(VectorTable queries, int[] counts, int dim, VectorMetric metric)
    {
        if (counts.Length != queries.Count) throw new ArgumentException($"{queries.Count} queries have {counts.Length} counts.", nameof(counts));
        for (int row = 0; row < counts.Length; row++)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(counts[row], nameof(counts));
            CheckSearch(queries[row], dim, metric, [], []);
        }
    }

    /// <summary>Copies a vector as an index keeps it: by cosine made 1 long.</summary>
    public static void Store(ReadOnlySpan<float> vector, VectorMetric metric, Span<float> target)
    {
        if (metric != VectorMetric.Cosine)
        {
            vector.CopyTo(target);
            return;
        }
        // In double precision: the squares of small floats are zero.
        double squares = 0;
        foreach (float value in vector) squares += (double)value * value;
        double scale = 1 / Math.Sqrt(squares);
        for (int i = 0; i < vector.Length; i++) target[i] = (float)(vector[i] * scale);
    }

    /// <summary>What is wrong with a vector, said of it; null: nothing.</summary>
    public static string? FaultOf(ReadOnlySpan<float> vector, VectorMetric metric)
    {
        if (!float.IsFinite(4 * TensorPrimitives.SumOfSquares(vector))) return "is not finite, or its squared norm is not";
        return metric == VectorMetric.Cosine && !vector.ContainsAnyExcept(0f) ? "is zero, which has no direction and so no cosine" : null;
    }
}
