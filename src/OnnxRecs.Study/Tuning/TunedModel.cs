using System.Text.Json.Nodes;
using OnnxRecs.Models.Spaces;

namespace OnnxRecs.Study.Tuning;

/// <summary>All trials of a model.</summary>
/// <param name="Model">Its name.</param>
/// <param name="Rungs">How many rounds there were.</param>
/// <param name="Results">Round by round, in the order of the trials.</param>
public sealed record TunedModel(string Model, int Rungs, IReadOnlyList<TrialResult> Results)
{
    /// <summary>The settings as they stand, with all epochs; null where they failed.</summary>
    public TrialResult? AsTheyStand => Results.FirstOrDefault(result => result is { Trial: 1, Score: not null } && result.Rung == Rungs);

    /// <summary>The best of all rounds: a model may be worse for more epochs, where none are left out by early stopping. Null where all failed.</summary>
    public TrialResult? Best => TrialResult.InOrder(Results).FirstOrDefault(result => result.Score is not null);

    /// <summary>What brings the best settings in: the options that were drawn, and the epochs where they are not all; nothing where they stand already.</summary>
    public JsonObject Changes
    {
        get
        {
            if (Best is not { } best) return [];
            JsonObject changes = best.Trial == 1 ? [] : (JsonObject)best.Settings.DeepClone();
            if (best.Rung < Rungs) changes[SearchSpace.Epochs] = best.Epochs;
            return changes;
        }
    }

    /// <summary>By how much the best is better than the settings as they stand, whichever way the metric goes; null where either is missing.</summary>
    public double? Gain => Best is { Score: { } best } && AsTheyStand is { Score: { } before } ? Math.Abs(best - before) : null;

    public double Seconds => Results.Sum(result => result.Seconds);
}
