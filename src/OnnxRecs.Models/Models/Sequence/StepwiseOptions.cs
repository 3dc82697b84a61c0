using System.ComponentModel.DataAnnotations;

namespace OnnxRecs.Models.Sequence;

/// <summary>Settings of the models that have a state after every item.</summary>
public abstract record StepwiseOptions : SequenceOptions
{
    /// <summary>
    /// What of a history that is longer than maxLength is trained on: "all" of it, in windows of that length, batches of windows of like length; its "newest" part
    /// alone, in batches mixed at random, as papers do; "drawn": the same, but every other time a part that begins anywhere.
    /// </summary>
    [AllowedValues("all", "newest", "drawn")]
    public string Windows { get; init; } = "all";
}
