using System.Numerics.Tensors;
using OnnxRecs.Numerics;

namespace OnnxRecs.Rank.Rerank.Terms;

/// <summary>Cosines between item vectors. A zero vector has the cosine 0 to all. Immutable, thread-safe.</summary>
public sealed class ItemCosines
{
    private readonly VectorTable _vectors;
    private readonly float[] _inverseNorms;

    /// <param name="vectors">Item i has row i; not copied.</param>
    /// <exception cref="ArgumentException">A vector is not finite.</exception>
    public ItemCosines(VectorTable vectors)
    {
        _vectors = vectors;
        _inverseNorms = new float[vectors.Count];
        for (int item = 0; item < _inverseNorms.Length; item++)
        {
            float norm = TensorPrimitives.Norm(vectors[item]);
            if (!float.IsFinite(norm)) throw new ArgumentException($"Vector {item} is not finite.", nameof(vectors));
            // Shorter ones count as zero, lest the product of two inverses overflow.
            _inverseNorms[item] = norm > 1e-18f ? 1 / norm : 0;
        }
    }

    /// <summary>O(Dim).</summary>
    public float Of(int a, int b) => TensorPrimitives.Dot(_vectors[a], _vectors[b]) * (_inverseNorms[a] * _inverseNorms[b]);

    /// <summary>Refuses items that have no vector.</summary>
    public void Check(ReadOnlySpan<int> items)
    {
        foreach (int item in items)
        {
            if ((uint)item >= (uint)_vectors.Count) throw new ArgumentException($"Item {item} has no vector; there are {_vectors.Count}.", nameof(items));
        }
    }
}
