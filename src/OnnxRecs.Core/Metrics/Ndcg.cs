namespace OnnxRecs.Metrics;

/// <summary>Normalised discounted cumulative gain with gains 0 and 1: hits near the top count more.</summary>
/// <remarks>
/// DCG = sum over the hits of 1 / log2(rank + 1), ranks from 1; divided by the DCG of a list that begins with min(k, targets) hits.
/// Source: Jarvelin and Kekalainen, TOIS 2002, with the discount of Burges et al., ICML 2005. Variants that leave the first two ranks
/// undiscounted, or whose ideal list always has k hits, give other numbers.
/// Example: hits 1 0 1, k = 3, 2 targets: (1 + 1/2) / (1 + 1/log2(3)) = 1.5 / 1.6309 = 0.920.
/// </remarks>
public sealed class Ndcg : IListMetric
{
    public string Name => "NDCG";

    public double Of(in JudgedList list, int k)
    {
        ReadOnlySpan<bool> hits = list.HitsTo(k);
        double found = 0;
        for (int i = 0; i < hits.Length; i++)
        {
            if (hits[i]) found += Discount.At(i);
        }
        if (found == 0) return 0;
        double ideal = 0;
        for (int i = 0; i < Math.Min(k, list.TargetCount); i++) ideal += Discount.At(i);
        return found / ideal;
    }
}
