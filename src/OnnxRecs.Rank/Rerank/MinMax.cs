using System.Numerics.Tensors;

namespace OnnxRecs.Rank.Rerank;

/// <summary>Brings the scores of one list, whatever their scale, to 0..1.</summary>
internal static class MinMax
{
    /// <summary>Writes (score - min) / (max - min), or 0 for all where the scores are equal.</summary>
    /// <exception cref="ArgumentException">A score is not finite, so that there is no scale.</exception>
    public static void Normalise(ReadOnlySpan<float> scores, Span<float> normalised)
    {
        if (scores.IsEmpty) return;
        // In double: the difference of two floats may overflow.
        double min = TensorPrimitives.Min(scores), max = TensorPrimitives.Max(scores);
        if (!double.IsFinite(max - min)) throw new ArgumentException("A score is not finite: the list has no scale.", nameof(scores));
        double range = max > min ? max - min : 1;
        for (int i = 0; i < scores.Length; i++) normalised[i] = (float)((scores[i] - min) / range);
    }
}
