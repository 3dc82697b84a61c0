namespace OnnxRecs.Metrics;

/// <summary>The table of metrics, in the order in which they are reported: a new one is its file and a line here.</summary>
public static class MetricCatalog
{
    /// <summary>Judged list by list, then averaged.</summary>
    public static IReadOnlyList<IListMetric> Lists { get; } = [new HitRate(), new Recall(), new Ndcg(), new AveragePrecision(), new ReciprocalRank()];

    /// <summary>Judged over all lists at once.</summary>
    public static IReadOnlyList<IRunMetric> Runs { get; } = [new Coverage()];

    /// <summary>All names as printed.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Lists.Select(metric => metric.Name), .. Runs.Select(metric => metric.Name)];
}
