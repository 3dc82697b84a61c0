namespace OnnxRecs.Study.Analysis;

/// <summary>A point of the long-tail curve.</summary>
/// <param name="Items">Share of the items, the most popular ones first.</param>
/// <param name="Events">Share of all events that they hold.</param>
public sealed record TailPoint(double Items, double Events);

/// <summary>What the most popular items hold.</summary>
/// <param name="Share">Which share of the items is asked for.</param>
/// <param name="Items">Of n items the first ceiling(n * share).</param>
/// <param name="Events">Share of all events that they hold.</param>
public sealed record TopShare(double Share, int Items, double Events);

/// <summary>How events concentrate on few items. Items without events are left out.</summary>
/// <param name="Curve">From (0, 0) to (1, 1), at most <see cref="MostPoints"/> + 1 points: the Lorenz curve, seen from the popular end.</param>
/// <param name="Top">What the first 1 %, 10 % and 20 % of the items hold.</param>
/// <param name="Gini">0 where all items have equally many events, 1 where one has them all.</param>
public sealed record PopularityCurve(TailPoint[] Curve, TopShare[] Top, double Gini)
{
    internal const int MostPoints = 200;

    private static readonly double[] Shares = [0.01, 0.1, 0.2];

    /// <summary>
    /// With the counts x_1 to x_n ascending, Gini = sum over i of (2i - n - 1) x_i / ((n - 1) * sum of x), as <see cref="Metrics.Beyond.Gini"/> has it; 0 for one item. Null without events. O(n log n).
    /// </summary>
    internal static PopularityCurve? Of(int[] counts)
    {
        int[] sorted = Array.FindAll(counts, count => count > 0);
        if (sorted.Length == 0) return null;
        Array.Sort(sorted);
        Array.Reverse(sorted);

        int n = sorted.Length;
        long[] held = new long[n + 1];
        double weighted = 0;
        for (int i = 0; i < n; i++)
        {
            held[i + 1] = held[i] + sorted[i];
            weighted += (n - 1.0 - (2.0 * i)) * sorted[i]; // place i from the top is place n - i from the bottom
        }
        double all = held[n];
        int points = Math.Min(n, MostPoints);
        var curve = new TailPoint[points + 1];
        for (int p = 0; p <= points; p++)
        {
            int items = (int)((long)n * p / points);
            curve[p] = new TailPoint((double)items / n, held[items] / all);
        }
        TopShare Top(double share)
        {
            int items = (int)Math.Ceiling(n * share);
            return new TopShare(share, items, held[items] / all);
        }
        return new PopularityCurve(curve, Array.ConvertAll(Shares, Top), n == 1 ? 0 : weighted / ((n - 1) * all));
    }
}
