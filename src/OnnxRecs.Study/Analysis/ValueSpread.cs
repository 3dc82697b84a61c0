using OnnxRecs.Data;
using OnnxRecs.Numerics;

namespace OnnxRecs.Study.Analysis;

/// <summary>Which values events have: stars, or how often something was played.</summary>
/// <param name="Min">The smallest value.</param>
/// <param name="Median">Half of the events have at most this value.</param>
/// <param name="Deviation">Standard deviation, divided by n.</param>
/// <param name="Liked">Share of the events with a value of at least <see cref="LikedFrom"/>; null where values are no ratings.</param>
/// <param name="Distinct">How many different values there are.</param>
/// <param name="BelowOne">Counts below 1, which have no place among the bins; of ratings always 0.</param>
/// <param name="Bins">
/// Ratings: one bin for each value, from it to itself, or <see cref="EqualBins"/> of equal width where there are more than <see cref="MostDistinct"/>
/// values. Counts: bins that double.
/// </param>
public sealed record ValueSpread(
    double Min, double Median, double Mean, double Max, double Deviation, double? Liked, int Distinct, long BelowOne, Bin[] Bins)
{
    /// <summary>The default threshold of "liked".</summary>
    public const double LikedFrom = 4;

    internal const int MostDistinct = 24, EqualBins = 20;

    /// <summary>Null where there are no events, or none but the value 1 was ever meant. O(n log n).</summary>
    internal static ValueSpread? Of(Interactions events, ValueKind kind)
    {
        if (events.Count == 0 || kind == ValueKind.Event) return null;
        float[] sorted = [.. events.Values];
        Array.Sort(sorted);
        double sum = 0, squares = 0;
        int distinct = 1;
        for (int i = 0; i < sorted.Length; i++)
        {
            sum += sorted[i];
            if (i > 0 && sorted[i] != sorted[i - 1]) distinct++;
        }
        double mean = sum / sorted.Length;
        foreach (float value in sorted) squares += (value - mean) * (value - mean);

        int belowOne = kind == ValueKind.Count ? FirstFrom(sorted, 1) : 0;
        Bin[] bins = kind == ValueKind.Count ? Doubling(sorted.AsSpan(belowOne))
            : distinct <= MostDistinct ? OnePerValue(sorted)
            : EqualWidth(sorted);
        return new ValueSpread(
            sorted[0], Quantile.Of(sorted, 0.5), mean, sorted[^1], Math.Sqrt(squares / sorted.Length),
            kind == ValueKind.Rating ? 1 - ((double)FirstFrom(sorted, LikedFrom) / sorted.Length) : null, distinct, belowOne, bins);
    }

    private static int FirstFrom(float[] sorted, double value)
    {
        int first = 0;
        while (first < sorted.Length && sorted[first] < value) first++;
        return first;
    }

    private static Bin[] OnePerValue(float[] sorted)
    {
        var bins = new List<Bin>();
        for (int start = 0, i = 1; i <= sorted.Length; i++)
        {
            if (i < sorted.Length && sorted[i] == sorted[start]) continue;
            bins.Add(new Bin(sorted[start], sorted[start], i - start));
            start = i;
        }
        return [.. bins];
    }

    private static Bin[] EqualWidth(float[] sorted)
    {
        double min = sorted[0], width = (sorted[^1] - min) / EqualBins;
        long[] counts = new long[EqualBins];
        foreach (float value in sorted) counts[Math.Min((int)((value - min) / width), EqualBins - 1)]++;
        return [.. counts.Select((count, i) => new Bin(min + (i * width), min + ((i + 1) * width), count))];
    }

    private static Bin[] Doubling(ReadOnlySpan<float> sorted)
    {
        if (sorted.IsEmpty) return [];
        double[] edges = LogBins.Edges(sorted[0], sorted[^1]);
        long[] counts = new long[edges.Length - 1];
        foreach (float value in sorted) counts[LogBins.IndexOf(edges, value)]++;
        return LogBins.Of(edges, counts);
    }
}
