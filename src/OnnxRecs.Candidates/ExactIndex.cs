using System.Buffers;
using System.Numerics.Tensors;
using OnnxRecs.Numerics;
using OnnxRecs.Pipeline;

namespace OnnxRecs.Candidates;

/// <summary>Finds the greatest inner products by looking at every vector: the truth that approximate indexes are measured against.</summary>
/// <remarks>
/// A search finds min(k, Count) items, costs O(Count (Dim + log k)) and allocates nothing in steady state. Equal scores are ordered by
/// the lower index. For a small catalogue this is also the fastest index.
/// </remarks>
public sealed class ExactIndex : IVectorIndex
{
    private readonly VectorTable _vectors;

    /// <param name="vectors">Item i has row i; not copied.</param>
    /// <exception cref="ArgumentException">A vector is not finite.</exception>
    public ExactIndex(VectorTable vectors)
    {
        IndexInput.CheckVectors(vectors);
        _vectors = vectors;
    }

    public VectorMetric Metric => VectorMetric.InnerProduct;

    public int Dim => _vectors.Dim;

    public int Count => _vectors.Count;

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The query has another length or is not finite, or the results differ in length.</exception>
    public int Search(ReadOnlySpan<float> query, Span<int> items, Span<float> scores, ItemFilter? filter = null)
    {
        IndexInput.CheckSearch(query, Dim, items, scores);
        float[] rented = ArrayPool<float>.Shared.Rent(Count);
        Span<float> all = rented.AsSpan(0, Count);
        // What does not pass gets the score that is never chosen.
        for (int item = 0; item < all.Length; item++) all[item] = filter?.Passes(item) == false ? float.NegativeInfinity : TensorPrimitives.Dot(query, _vectors[item]);
        int found = TopK.Select(all, items);
        for (int i = 0; i < found; i++) scores[i] = all[items[i]];
        ArrayPool<float>.Shared.Return(rented);
        return found;
    }
}
