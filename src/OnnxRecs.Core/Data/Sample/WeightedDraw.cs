using OnnxRecs.Numerics;

namespace OnnxRecs.Data.Sample;

/// <summary>Draws indexes in proportion to fixed weights. O(log n) a draw.</summary>
internal sealed class WeightedDraw
{
    private readonly double[] _ends;

    /// <param name="weights">Not negative, not all zero.</param>
    public WeightedDraw(double[] weights)
    {
        _ends = new double[weights.Length];
        double sum = 0;
        for (int i = 0; i < weights.Length; i++) _ends[i] = sum += weights[i];
    }

    public int Next(Rng rng)
    {
        int at = Array.BinarySearch(_ends, rng.NextDouble() * _ends[^1]);
        // On an exact end the next index is meant, as it is in between.
        return Math.Min(at >= 0 ? at + 1 : ~at, _ends.Length - 1);
    }
}
