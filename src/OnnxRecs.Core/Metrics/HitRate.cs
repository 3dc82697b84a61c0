namespace OnnxRecs.Metrics;

/// <summary>Hit rate: 1 if any of the first k items is a target, else 0.</summary>
/// <remarks>Source: Deshpande and Karypis, TOIS 2004, there for one target per user. Example: hits 0 1 0, k = 3: 1; k = 1: 0.</remarks>
public sealed class HitRate : IListMetric
{
    public string Name => "HR";

    public double Of(in JudgedList list, int k) => list.HitsTo(k).Contains(true) ? 1 : 0;
}
