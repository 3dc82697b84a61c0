namespace OnnxRecs.Metrics;

/// <summary>Average precision: the mean of the precision at each hit; its mean over users is MAP.</summary>
/// <remarks>
/// Sum over the hits of (hits up to this rank / rank), divided by min(k, targets), so that a perfect list has 1 at every k.
/// Others divide by the targets, or by the hits found, and get other numbers. Source: Manning, Raghavan and Schutze 2008, 8.4, cut at k.
/// Example: hits 1 0 1, k = 3, 4 targets: (1/1 + 2/3) / 3 = 0.556.
/// </remarks>
public sealed class AveragePrecision : IListMetric
{
    public string Name => "MAP";

    public double Of(in JudgedList list, int k)
    {
        ReadOnlySpan<bool> hits = list.HitsTo(k);
        double sum = 0;
        int found = 0;
        for (int i = 0; i < hits.Length; i++)
        {
            if (hits[i]) sum += (double)++found / (i + 1);
        }
        return sum / Math.Min(k, list.TargetCount);
    }
}
