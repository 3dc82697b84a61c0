using OnnxRecs.Metrics.Beyond;

namespace OnnxRecs.Metrics;

/// <summary>The table of metrics, in the order in which they are reported: a new one is its file and a line here.</summary>
public static class MetricCatalog
{
    /// <summary>The name that AUC (see <see cref="FullRankingResult.Auc"/>) is reported under: it has no cut-off and is read off all scores, not off a list.</summary>
    public const string Auc = "AUC";

    /// <summary>The names of what models that predict ratings are judged by, over all test events.</summary>
    public const string Rmse = "RMSE", Mae = "MAE";

    /// <summary>Of single events it is the share that is found.</summary>
    public static IListMetric HitRate { get; } = new HitRate();

    /// <summary>What is left for later stages to find is told by it, at a cut-off of its own.</summary>
    public static IListMetric Recall { get; } = new Recall();

    /// <summary>Judged list by list, then averaged.</summary>
    public static IReadOnlyList<IListMetric> Lists { get; } =
    [
        HitRate, Recall, new RecallMin(), new Precision(), new F1(), new Ndcg(), new GradedNdcg(), new AveragePrecision(), new ReciprocalRank(),
        new Serendipity(), new Novelty(), new AveragePopularity(), new TailShare(), new GenreDiversity(), new VectorDiversity(), new CalibrationDivergence(),
    ];

    /// <summary>Judged over all lists at once.</summary>
    public static IReadOnlyList<IRunMetric> Runs { get; } = [new Coverage(), new TailCoverage(), new Gini(), new Entropy()];

    /// <summary>What is asked of lists of the few items that a user has rated: nothing that needs a catalogue to choose from.</summary>
    public static IReadOnlyList<IListMetric> Rated { get; } = [new Precision(), Recall, new F1(), new Ndcg(), new GradedNdcg()];

    /// <summary>All names as printed.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Lists.Select(metric => metric.Name), .. Runs.Select(metric => metric.Name), Auc, Rmse, Mae];

    /// <summary>Whether the smaller of two values is the better one.</summary>
    /// <param name="name">As printed, without a cut-off.</param>
    public static bool LowerIsBetter(string name) => name is Rmse or Mae || Lists.Concat<IMetric>(Runs).Any(metric => metric.Name == name && metric.LowerIsBetter);
}
