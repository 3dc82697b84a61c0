using System.Text.Json.Nodes;
using OnnxRecs.Metrics;

namespace OnnxRecs.Study.Tuning;

/// <summary>What one training of the search came to.</summary>
/// <param name="Trial">Number of the settings, from 1: those as they stand.</param>
/// <param name="Rung">Round of the search, from 1.</param>
/// <param name="Epochs">At most so many; null of a model that has none.</param>
/// <param name="Settings">The options that were drawn, each with its value.</param>
/// <param name="Metric">What the score is, such as "NDCG@10"; null where it failed.</param>
/// <param name="Score">Of the exported file, on the validation part.</param>
/// <param name="Seconds">Of training, export and scoring, in this call or an earlier one.</param>
/// <param name="Failure">Why there is no score.</param>
public sealed record TrialResult(int Trial, int Rung, int? Epochs, JsonObject Settings, string? Metric, double? Score, double Seconds, string? Failure)
{
    /// <summary>Best first, then failures; among equals the lower number first, and of one trial that with the most epochs.</summary>
    public static IEnumerable<TrialResult> InOrder(IEnumerable<TrialResult> results) => results.Order(Comparer<TrialResult>.Create(Compare));

    private static int Compare(TrialResult a, TrialResult b)
    {
        if (a.Score is null != b.Score is null) return a.Score is null ? 1 : -1;
        if (a.Score == b.Score) return a.Trial != b.Trial ? a.Trial.CompareTo(b.Trial) : b.Rung.CompareTo(a.Rung);
        return ValidationScore.IsBetter(a.Metric!, a.Score!.Value, b.Score!.Value) ? -1 : 1;
    }
}
