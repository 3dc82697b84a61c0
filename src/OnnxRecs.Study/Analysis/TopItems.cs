using OnnxRecs.Data;

namespace OnnxRecs.Study.Analysis;

/// <summary>One of the most popular items.</summary>
/// <param name="Id">Its outside id.</param>
/// <param name="Share">Its share of all events.</param>
/// <param name="MeanValue">The mean rating, or the mean count of a user.</param>
public sealed record TopItem(string Id, string Title, int Events, double Share, double MeanValue);

/// <summary>The items with the most events.</summary>
internal static class TopItems
{
    public const int Most = 10;

    /// <summary>The most popular first; of equals the first in the catalogue. O(n + items log items).</summary>
    public static TopItem[] Of(Interactions events, DatasetFacts facts, EventCounts counts)
    {
        int[] top = [.. Enumerable.Range(0, counts.OfItems.Length).Where(item => counts.OfItems[item] > 0).OrderByDescending(item => counts.OfItems[item]).Take(Most)];
        double[] sums = new double[events.ItemCount];
        for (int i = 0; i < events.Count; i++) sums[events.Items[i]] += events.Values[i];
        return [.. top.Select(item => new TopItem(
            facts.Items[item], facts.Catalog.Titles[item], counts.OfItems[item], (double)counts.OfItems[item] / events.Count, sums[item] / counts.OfItems[item]))];
    }
}
