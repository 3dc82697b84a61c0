namespace OnnxRecs.Metrics.Beyond;

/// <summary>How much of a history or list belongs to each genre, and how far two such distributions are apart: Steck's definitions, RecSys 2018.</summary>
/// <remarks>The metric and the re-ranker that improves it use the same ones. An item of n genres gives 1/n to each; nothing is weighted by rank or age.</remarks>
public static class GenreShares
{
    /// <summary>How much of the wanted distribution is mixed into the shown one, so that no genre has nothing.</summary>
    private const double Alpha = 0.01;

    /// <summary>The items' share of each genre; false where none has a known genre. Items without one are left out. O(genres of the items).</summary>
    /// <param name="items">A history or a list; repeats count each.</param>
    /// <param name="genres">For each item of the catalogue its genres.</param>
    /// <param name="shares">One for each genre; they add up to 1.</param>
    public static bool Of(ReadOnlySpan<int> items, int[][] genres, Span<double> shares)
    {
        shares.Clear();
        int known = 0;
        foreach (int item in items)
        {
            int[] own = genres[item];
            if (own.Length == 0) continue;
            known++;
            double share = 1.0 / own.Length;
            foreach (int genre in own) shares[genre] += share;
        }
        for (int g = 0; g < shares.Length && known > 0; g++) shares[g] /= known;
        return known > 0;
    }

    /// <summary>A genre's part of KL(wanted || .99 shown + .01 wanted), in nats.</summary>
    public static double Divergence(double wanted, double shown) => wanted > 0 ? wanted * Math.Log(wanted / ((1 - Alpha) * shown + Alpha * wanted)) : 0;
}
