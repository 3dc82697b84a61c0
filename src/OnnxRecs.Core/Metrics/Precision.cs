namespace OnnxRecs.Metrics;

/// <summary>Precision: the share of the first k places that holds a target.</summary>
/// <remarks>
/// hits / min(k, pool), where the pool is what there was to choose from: a model that fills fewer places than it could gains nothing by it, and a
/// user with three rated test items is not asked for ten. Over a whole catalogue that is hits / k. Source: Herlocker et al., TOIS 2004.
/// Example: hits 1 0 1, k = 4: 2/4; the same of a pool of 3: 2/3.
/// </remarks>
public sealed class Precision : IListMetric
{
    public string Name => "precision";

    public double Of(in JudgedList list, int k) => (double)list.HitCount(k) / Math.Min(k, list.Pool);
}
