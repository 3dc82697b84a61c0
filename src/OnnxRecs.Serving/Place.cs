using OnnxRecs.Pipeline;

namespace OnnxRecs.Serving;

/// <summary>Where an item stood when a stage was done.</summary>
/// <param name="Stage">Name of the stage.</param>
/// <param name="Rank">From 1.</param>
/// <param name="Of">Length of the stage's list.</param>
/// <param name="Score">The stage's; comparable only within its list.</param>
public sealed record Place(string Stage, int Rank, int Of, double Score)
{
    /// <summary>The places of an item after the stages whose lists have it.</summary>
    internal static Place[] In(IEnumerable<Step> steps, int item) =>
        [.. steps.Where(step => !step.HasFailed).Select(step => (step, At: Array.IndexOf(step.Items.Items, item))).Where(found => found.At >= 0).Select(found => new Place(found.step.Stage, found.At + 1, found.step.Items.Count, found.step.Items.Scores[found.At]))];
}
