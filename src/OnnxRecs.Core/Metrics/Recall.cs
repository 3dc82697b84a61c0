namespace OnnxRecs.Metrics;

/// <summary>Recall: the share of all targets that is among the first k items.</summary>
/// <remarks>
/// hits / targets. The divisor is all targets, not min(k, targets): with more targets than k a perfect list stays below 1.
/// Source: Herlocker et al., TOIS 2004. Example: hits 1 0 1, k = 3, 4 targets: 2/4.
/// </remarks>
public sealed class Recall : IListMetric
{
    public string Name => "recall";

    public double Of(in JudgedList list, int k) => (double)list.HitCount(k) / list.TargetCount;
}
