namespace OnnxRecs.Metrics;

/// <summary>Recall with the divisor min(k, targets): a perfect list has 1 at every k.</summary>
/// <remarks>
/// hits / min(k, targets). Source: Liang et al., WWW 2018 (Mult-VAE), whose "Recall@R" this is, and many papers since; it is not comparable
/// with <see cref="Recall"/>. Example: hits 1 0 1, k = 3, 4 targets: 2/3.
/// </remarks>
public sealed class RecallMin : IListMetric
{
    public string Name => "recall-min";

    public double Of(in JudgedList list, int k) => (double)list.HitCount(k) / Math.Min(k, list.TargetCount);
}
