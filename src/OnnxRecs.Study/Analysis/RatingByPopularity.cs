using OnnxRecs.Data;
using OnnxRecs.Numerics;

namespace OnnxRecs.Study.Analysis;

/// <summary>All ratings of the items that have about equally many events.</summary>
/// <param name="From">The smallest number of events of an item here.</param>
/// <param name="To">The smallest number that belongs to the next bin.</param>
/// <param name="Items">How many such items.</param>
/// <param name="Ratings">Their events, whose values give the following.</param>
/// <param name="Mean">Of all of these ratings together.</param>
/// <param name="Median">Of all of these ratings together.</param>
/// <param name="Deviation">Standard deviation, divided by n.</param>
public sealed record RatingBin(double From, double To, int Items, int Ratings, double Mean, double Median, double Deviation);

/// <summary>Whether what many watch is also what they like: ratings against the number of events of the item.</summary>
internal static class RatingByPopularity
{
    /// <summary>Bins with items, ascending; none where values are no ratings. O(n log n).</summary>
    public static RatingBin[] Of(Interactions events, ValueKind kind, EventCounts counts)
    {
        if (kind != ValueKind.Rating || events.Count == 0) return [];
        int[] known = Array.FindAll(counts.OfItems, count => count > 0);
        double[] edges = LogBins.Edges(known.Min(), known.Max());
        int[] binOf = Array.ConvertAll(counts.OfItems, count => count == 0 ? -1 : LogBins.IndexOf(edges, count));

        int[] ratings = new int[edges.Length - 1], items = new int[ratings.Length];
        foreach (int bin in binOf)
        {
            if (bin >= 0) items[bin]++;
        }
        foreach (int item in events.Items) ratings[binOf[item]]++;
        float[][] values = Array.ConvertAll(ratings, count => new float[count]);
        Array.Clear(ratings);
        for (int i = 0; i < events.Count; i++)
        {
            int bin = binOf[events.Items[i]];
            values[bin][ratings[bin]++] = events.Values[i];
        }
        return [.. Enumerable.Range(0, ratings.Length).Where(bin => items[bin] > 0).Select(bin => Summary(edges[bin], edges[bin + 1], items[bin], values[bin]))];
    }

    private static RatingBin Summary(double from, double to, int items, float[] values)
    {
        Array.Sort(values);
        double sum = 0, squares = 0;
        foreach (float value in values) sum += value;
        double mean = sum / values.Length;
        foreach (float value in values) squares += (value - mean) * (value - mean);
        return new RatingBin(from, to, items, values.Length, mean, Quantile.Of(values, 0.5), Math.Sqrt(squares / values.Length));
    }
}
