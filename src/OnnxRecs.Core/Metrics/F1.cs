namespace OnnxRecs.Metrics;

/// <summary>F1: the harmonic mean of <see cref="Precision"/> and <see cref="Recall"/> of one list, 0 without a hit.</summary>
/// <remarks>
/// 2 P R / (P + R) = 2 hits / (min(k, pool) + targets), for each user, then averaged; the F1 of the averages is another number.
/// Source: van Rijsbergen 1979; per user as in Sarwar et al., EC 2000. Example: hits 1 0 1, k = 3, 4 targets: P = 2/3, R = 2/4, F1 = 4/7.
/// </remarks>
public sealed class F1 : IListMetric
{
    public string Name => "F1";

    public double Of(in JudgedList list, int k) => 2.0 * list.HitCount(k) / (Math.Min(k, list.Pool) + list.TargetCount);
}
