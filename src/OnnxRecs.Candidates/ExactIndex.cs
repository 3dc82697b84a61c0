using System.Buffers;
using System.Runtime.Intrinsics;
using OnnxRecs.Candidates.Vectors;
using OnnxRecs.Numerics;
using OnnxRecs.Pipeline;

namespace OnnxRecs.Candidates;

/// <summary>Finds the nearest vectors by looking at every one: the truth that approximate indexes are measured against.</summary>
/// <remarks>
/// A search finds min(k, Count) items, costs O(Count (Dim + log k)) and allocates nothing in steady state. Equal scores are ordered by
/// the lower index. For a small catalogue this is also the fastest index.
/// </remarks>
public sealed unsafe class ExactIndex : IVectorIndex, IDisposable
{
    private readonly VectorBlocks _blocks;

    /// <param name="vectors">Item i has row i. Copied.</param>
    /// <exception cref="ArgumentException">A vector is not finite or, by cosine, is zero.</exception>
    public ExactIndex(VectorTable vectors, VectorMetric metric = VectorMetric.InnerProduct)
    {
        IndexInput.CheckVectors(vectors, metric);
        (Metric, Dim, Count) = (metric, vectors.Dim, vectors.Count);
        _blocks = VectorBlocks.Allocate(new BlockLayout(Dim, VectorStorage.Float32, linkSlots: 0), Count);
        for (int item = 0; item < Count; item++) IndexInput.Store(vectors[item], metric, new Span<float>(_blocks.Vector(item), Dim));
    }

    public VectorMetric Metric { get; }

    public int Dim { get; }

    public int Count { get; }

    /// <inheritdoc/>
    public int Search(ReadOnlySpan<float> query, Span<int> items, Span<float> scores, ItemFilter? filter = null)
    {
        IndexInput.CheckSearch(query, Dim, Metric, items, scores);
        bool held = false;
        float[] rented = ArrayPool<float>.Shared.Rent(Count + 3), padded = ArrayPool<float>.Shared.Rent(_blocks.Layout.VectorBytes / sizeof(float));
        try
        {
            _blocks.Owner.DangerousAddRef(ref held);
            padded.AsSpan().Clear();
            IndexInput.Store(query, Metric, padded.AsSpan(0, Dim));
            Span<float> all = rented.AsSpan(0, Count + 3);
            fixed (float* target = padded)
            {
                if (Metric == VectorMetric.Euclidean) ScoreAll<Float32Distance<SquaredDifference>>((byte*)target, all);
                else ScoreAll<Float32Distance<Product>>((byte*)target, all);
            }
            all = all[..Count];
            // What does not pass gets the score that is never chosen.
            for (int item = 0; filter is not null && item < all.Length; item++) all[item] = filter.Passes(item) ? all[item] : float.NegativeInfinity;
            int found = TopK.Select(all, items);
            for (int i = 0; i < found; i++) scores[i] = all[items[i]];
            return found;
        }
        finally
        {
            if (held) _blocks.Owner.DangerousRelease();
            ArrayPool<float>.Shared.Return(rented);
            ArrayPool<float>.Shared.Return(padded);
        }
    }

    public void Dispose() => _blocks.Dispose();

    private void ScoreAll<TDistance>(byte* query, Span<float> scores)
        where TDistance : struct, IDistance
    {
        nint bytes = _blocks.Layout.VectorBytes;
        int last = Count - 1;
        for (int item = 0; item < Count; item += 4)
        {
            Vector128<float> distances = TDistance.Of(
                query, _blocks.Vector(item), _blocks.Vector(Math.Min(item + 1, last)), _blocks.Vector(Math.Min(item + 2, last)), _blocks.Vector(Math.Min(item + 3, last)), bytes);
            (Vector128<float>.Zero - distances).CopyTo(scores[item..]);
        }
    }
}
