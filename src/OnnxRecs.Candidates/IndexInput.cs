using System.Numerics.Tensors;
using OnnxRecs.Numerics;

namespace OnnxRecs.Candidates;

/// <summary>What every index checks at its door, so that no score inside can be NaN or infinite.</summary>
/// <remarks>Where the squared norms of two vectors are finite, so is their inner product (Cauchy and Schwarz).</remarks>
internal static class IndexInput
{
    /// <exception cref="ArgumentException">A vector holds NaN or infinity, or its squared norm overflows.</exception>
    public static void CheckVectors(VectorTable vectors)
    {
        for (int row = 0; row < vectors.Count; row++)
        {
            if (!HasFiniteNorm(vectors[row])) throw new ArgumentException($"Vector {row} is not finite, or its squared norm is not.", nameof(vectors));
        }
    }

    /// <exception cref="ArgumentException">The query has another length or a norm that is not finite, or the results differ in length.</exception>
    public static void CheckSearch(ReadOnlySpan<float> query, int dim, Span<int> items, Span<float> scores)
    {
        if (query.Length != dim) throw new ArgumentException($"The query has {query.Length} values, the index {dim} dimensions.", nameof(query));
        if (items.Length != scores.Length) throw new ArgumentException($"There is room for {items.Length} items and {scores.Length} scores.", nameof(scores));
        if (!HasFiniteNorm(query)) throw new ArgumentException("The query is not finite, or its squared norm is not.", nameof(query));
    }

    private static bool HasFiniteNorm(ReadOnlySpan<float> vector) => float.IsFinite(TensorPrimitives.SumOfSquares(vector));
}
