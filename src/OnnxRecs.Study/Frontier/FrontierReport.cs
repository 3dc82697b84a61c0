using OnnxRecs.Metrics;
using OnnxRecs.Metrics.Statistics;

namespace OnnxRecs.Study.Frontier;

/// <summary>What re-rankers gain and cost over a grid of their settings.</summary>
/// <param name="Dataset">The data set's name.</param>
/// <param name="Licence">The data's terms of use.</param>
/// <param name="Ranker">Whose lists are re-ranked.</param>
/// <param name="Rerankers">Which re-rankers there are, of all rows together.</param>
/// <param name="Part">"test" or "validation": whose events are sought.</param>
/// <param name="K">Cut-off of all metrics.</param>
/// <param name="Users">How many users are judged.</param>
/// <param name="X">What is bought, such as "coverage@10".</param>
/// <param name="Y">What is paid with, such as "NDCG@10".</param>
/// <param name="Paths">The settings that vary.</param>
/// <param name="Points">First the ranker alone, then a point for each combination.</param>
public sealed record FrontierReport(
    string Dataset, string Licence, string Ranker, string[] Rerankers, string Part, int K, int Users, string X, string Y, string[] Paths, IReadOnlyList<FrontierPoint> Points)
{
    /// <summary>Of <see cref="X"/>.</summary>
    public bool LowerXIsBetter => MetricCatalog.LowerIsBetter(Measure.MetricOf(X));

    /// <summary>Of <see cref="Y"/>.</summary>
    public bool LowerYIsBetter => MetricCatalog.LowerIsBetter(Measure.MetricOf(Y));
}

/// <summary>One combination of settings.</summary>
/// <param name="Number">From 0, the ranker alone.</param>
/// <param name="Values">Of the paths; none of the ranker alone.</param>
/// <param name="Figures">By label; what has no value is not there.</param>
/// <param name="Difference">Y less that of the ranker alone, over the users, with its interval; null where Y is judged over all lists at once, and of the ranker alone.</param>
/// <param name="P">Two-sided p of the randomisation test that this is chance.</param>
/// <param name="HolmP">The same, corrected by Holm for all points.</param>
/// <param name="IsOnFront">Whether no other point has more of one of X and Y and no less of the other.</param>
public sealed record FrontierPoint(int Number, string[] Values, OrderedDictionary<string, Figure> Figures, Figure? Difference, double? P, double? HolmP, bool IsOnFront)
{
    /// <summary>How many lists have a note: of them a constraint could not be kept as it is set.</summary>
    public int Relaxed { get; init; }
}
