using OnnxRecs.Numerics;

namespace OnnxRecs.Study.Analysis;

/// <summary>How unequal counts are: of events per user, or per item. Those with none are left out.</summary>
/// <param name="Count">How many users or items.</param>
/// <param name="LowerQuartile">Quartiles between two values are interpolated; see <see cref="Quantile"/>.</param>
/// <param name="Bins">A histogram in steps that double; see <see cref="LogBins"/>.</param>
public sealed record Spread(int Count, double Min, double LowerQuartile, double Median, double Mean, double UpperQuartile, double Max, Bin[] Bins)
{
    /// <summary>The spread of the counts above 0; null where there are none. O(n log n).</summary>
    internal static Spread? Of(int[] counts)
    {
        int[] sorted = Array.FindAll(counts, count => count > 0);
        if (sorted.Length == 0) return null;
        Array.Sort(sorted);

        double[] edges = LogBins.Edges(sorted[0], sorted[^1]);
        long[] bins = new long[edges.Length - 1];
        double sum = 0;
        foreach (int count in sorted)
        {
            bins[LogBins.IndexOf(edges, count)]++;
            sum += count;
        }
        return new Spread(
            sorted.Length, sorted[0], Quantile.Of(sorted, 0.25), Quantile.Of(sorted, 0.5), sum / sorted.Length, Quantile.Of(sorted, 0.75), sorted[^1],
            LogBins.Of(edges, bins));
    }
}
