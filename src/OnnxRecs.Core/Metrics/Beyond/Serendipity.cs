namespace OnnxRecs.Metrics.Beyond;

/// <summary>Serendipity: the share of the first k places with a target that a list of the most popular items would not have named.</summary>
/// <remarks>
/// Targets in the first k that are not among the k most popular items of the catalogue / k. Popularity and ties: <see cref="RunFacts.PopularityRank"/>;
/// what the user has seen is not taken out of the popular list. A user without targets has no value.
/// Source: Ge, Delgado-Battenfeld and Jannach, RecSys 2010 (useful and unexpected / list), with the most popular as the obvious list.
/// Example: k = 2, hits at both ranks, the item at rank 1 is the second most popular, that at rank 2 the third: 1/2.
/// </remarks>
public sealed class Serendipity : IListMetric
{
    public string Name => "serendipity";

    public bool IsAccuracy => false;

    public double Of(in JudgedList list, int k)
    {
        if (list.TargetCount == 0) return double.NaN;
        ReadOnlySpan<int> items = list.Head(k);
        int[] ranks = list.Facts.PopularityRank;
        int found = 0;
        for (int i = 0; i < items.Length; i++)
        {
            if (list.Hits[i] && ranks[items[i]] >= k) found++;
        }
        return (double)found / k;
    }
}
