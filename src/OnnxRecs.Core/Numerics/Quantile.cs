using System.Numerics;

namespace OnnxRecs.Numerics;

/// <summary>Quantiles of sorted values.</summary>
public static class Quantile
{
    /// <summary>
    /// The value at place <paramref name="share"/> * (n - 1) of n values, counted from 0 and interpolated between neighbours: definition 7 of
    /// Hyndman and Fan, "Sample Quantiles in Statistical Packages", 1996.
    /// </summary>
    /// <param name="sorted">Ascending; at least one value.</param>
    /// <param name="share">0 to 1; 0.5 is the median.</param>
    public static double Of<T>(ReadOnlySpan<T> sorted, double share) where T : INumber<T>
    {
        double place = share * (sorted.Length - 1);
        int below = (int)place, above = Math.Min(below + 1, sorted.Length - 1);
        double low = double.CreateChecked(sorted[below]);
        return low + ((place - below) * (double.CreateChecked(sorted[above]) - low));
    }

    /// <inheritdoc cref="Of{T}(ReadOnlySpan{T}, double)"/>
    public static double Of<T>(T[] sorted, double share) where T : INumber<T> => Of((ReadOnlySpan<T>)sorted, share);
}
