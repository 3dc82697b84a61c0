namespace OnnxRecs.Metrics;

/// <summary>A metric at a cut-off.</summary>
public readonly record struct Measure(IListMetric Metric, int K)
{
    /// <summary>Such as "NDCG@10".</summary>
    public string Label => LabelOf(Metric.Name, K);

    /// <summary>Every metric at every cut-off, by metric.</summary>
    public static Measure[] Of(IEnumerable<IListMetric> metrics, int[] ks) => [.. metrics.SelectMany(metric => ks.Select(k => new Measure(metric, k)))];

    public static string LabelOf(string metric, int k) => $"{metric}@{k}";

    /// <summary>The metric of a label, without the cut-off.</summary>
    public static string MetricOf(string label) => label.Split('@')[0];
}
