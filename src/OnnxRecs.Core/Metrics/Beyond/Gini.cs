namespace OnnxRecs.Metrics.Beyond;

/// <summary>Gini index of what is shown: 0 when all items are shown equally often, 1 when one item is all that is shown.</summary>
/// <remarks>
/// Sum over items j = 1 .. n, the least shown first, of (2j - n - 1) p_j / (n - 1), where p_j is the item's share of all places. Items that nobody is
/// shown count. Source: Shani and Gunawardana, Recommender Systems Handbook 2011; with the divisor n, as others have it, 1 is never reached.
/// NaN where nothing is shown or there is one item. Example: lists 0 1 and 0 2, k = 2, 4 items: shares 0 1/4 1/4 2/4, (-3*0 - 1/4 + 1/4 + 3*2/4) / 3 = 1/2.
/// </remarks>
public sealed class Gini : IRunMetric
{
    public string Name => "Gini";

    public bool LowerIsBetter => true;

    public double Of(ReadOnlySpan<int[]> lists, int k, RunFacts facts)
    {
        int[] counts = Exposure.Count(lists, k, facts.ItemCount);
        Array.Sort(counts);
        int n = counts.Length;
        double weighted = 0, total = 0;
        for (int i = 0; i < n; i++)
        {
            weighted += (2.0 * (i + 1) - n - 1) * counts[i];
            total += counts[i];
        }
        return total == 0 || n < 2 ? double.NaN : weighted / total / (n - 1);
    }
}
