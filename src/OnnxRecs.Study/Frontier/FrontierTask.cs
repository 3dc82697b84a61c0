using OnnxRecs.Data;
using OnnxRecs.Metrics;

namespace OnnxRecs.Study.Frontier;

/// <summary>What is looked at.</summary>
/// <param name="Phase">Whose events are sought: the test part's, or the validation part's, by which settings are chosen.</param>
/// <param name="K">Cut-off of all metrics.</param>
/// <param name="X">Name of the metric that is bought, one of <see cref="Metrics"/>.</param>
/// <param name="Y">Name of the one that is paid with.</param>
public sealed record FrontierTask(Phase Phase, int K, string X = "coverage", string Y = "NDCG")
{
    /// <summary>What every report has, as far as the data have what it goes by.</summary>
    private static readonly string[] Columns = ["NDCG", "recall", "coverage", "APLT", "diversity-genres", "diversity-vectors", "calibration"];

    /// <summary>Names that X and Y can have.</summary>
    public static IEnumerable<string> Metrics => MetricCatalog.Lists.Concat<IMetric>(MetricCatalog.Runs).Select(metric => metric.Name);

    /// <summary>"test" or "validation".</summary>
    public string Part => Phase == Phase.Test ? "test" : "validation";

    /// <summary>All metrics that are reported.</summary>
    internal string[] Shown => [.. Columns.Append(Y).Append(X).Distinct()];
}
