using System.Buffers;
using System.Numerics.Tensors;
using OnnxRecs.Numerics;
using OnnxRecs.Pipeline;

namespace OnnxRecs.Rank.Rerank;

/// <summary>Maximal marginal relevance: chooses items one by one, good ones that are unlike those chosen before. Thread-safe.</summary>
/// <remarks>
/// Carbonell and Goldstein, SIGIR 1998. The next item is that of the greatest lambda * relevance - (1 - lambda) * similarity, where
/// relevance is the ranker's score brought to 0..1 within the list, and similarity the greatest cosine to a chosen item; the first choice
/// has none. Cosines below 0 count as 0: opposite is no more diverse than unrelated. A zero vector is like nothing. Of equal items the
/// one that the ranker had first is chosen. The given scores are these marginal values, which never rise along the list.
/// The list is cut: it has min(Query.Count, n) items. Cost O(k n Dim) for k chosen of n; no allocation but the result in steady state.
/// </remarks>
public sealed class Mmr : IStage
{
    private readonly VectorTable _vectors;
    private readonly float[] _inverseNorms;
    private readonly float _lambda;

    /// <param name="vectors">Item i has row i; not copied.</param>
    /// <param name="lambda">0 .. 1; 1 leaves the ranker's order, 0 looks at similarity alone.</param>
    public Mmr(VectorTable vectors, double lambda)
    {
        if (lambda is not (>= 0 and <= 1)) throw new ArgumentOutOfRangeException(nameof(lambda), lambda, "Lambda is in 0 .. 1.");
        _vectors = vectors;
        _lambda = (float)lambda;
        _inverseNorms = new float[vectors.Count];
        for (int item = 0; item < _inverseNorms.Length; item++)
        {
            float norm = TensorPrimitives.Norm(vectors[item]);
            if (!float.IsFinite(norm)) throw new ArgumentException($"Vector {item} is not finite.", nameof(vectors));
            // Shorter ones count as zero, lest the product of two inverses overflow.
            _inverseNorms[item] = norm > 1e-18f ? 1 / norm : 0;
        }
    }

    public string Name => "mmr";

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">An item has no vector, or a score is not finite.</exception>
    public ScoredItems Apply(Query query, ScoredItems items)
    {
        foreach (int item in items.Items)
        {
            if ((uint)item >= (uint)_vectors.Count) throw new ArgumentException($"Item {item} has no vector; there are {_vectors.Count}.", nameof(items));
        }
        int n = items.Count, k = Math.Clamp(query.Count, 0, n);
        int[] chosen = new int[k];
        float[] scores = new float[k];
        float[] rented = ArrayPool<float>.Shared.Rent(2 * n);
        int[] rentedLeft = ArrayPool<int>.Shared.Rent(n);
        try
        {
            Span<float> relevance = rented.AsSpan(0, n), similarity = rented.AsSpan(n, n);
            MinMax.Normalise(items.Scores, relevance);
            similarity.Clear();
            Span<int> left = rentedLeft.AsSpan(0, n);       // positions in the list, in its order
            for (int i = 0; i < n; i++) left[i] = i;
            for (int step = 0; step < k; step++)
            {
                int best = Best(left, relevance, similarity, out scores[step]);
                int item = items.Items[left[best]];
                chosen[step] = item;
                left[(best + 1)..].CopyTo(left[best..]);
                left = left[..^1];
                if (step + 1 < k) Follow(item, items.Items, left, similarity);
            }
        }
        finally
        {
            ArrayPool<float>.Shared.Return(rented);
            ArrayPool<int>.Shared.Return(rentedLeft);
        }
        return new ScoredItems(chosen, scores);
    }

    private int Best(ReadOnlySpan<int> left, ReadOnlySpan<float> relevance, ReadOnlySpan<float> similarity, out float value)
    {
        int best = -1;
        value = float.NegativeInfinity;
        for (int i = 0; i < left.Length; i++)
        {
            float marginal = _lambda * relevance[left[i]] - (1 - _lambda) * similarity[left[i]];
            if (!(marginal > value)) continue;
            value = marginal;
            best = i;
        }
        return best;
    }

    // Keeps the running maximum: only the newcomer is compared with those that are left.
    private void Follow(int newcomer, ReadOnlySpan<int> items, ReadOnlySpan<int> left, Span<float> similarity)
    {
        ReadOnlySpan<float> vector = _vectors[newcomer];
        float inverseNorm = _inverseNorms[newcomer];
        foreach (int at in left)
        {
            int item = items[at];
            float cosine = TensorPrimitives.Dot(vector, _vectors[item]) * (inverseNorm * _inverseNorms[item]);
            similarity[at] = Math.Max(similarity[at], cosine);
        }
    }
}
