using System.ComponentModel.DataAnnotations;

namespace OnnxRecs.Models.Sequence;

/// <summary>Settings of the models that have a state after every item.</summary>
public abstract record StepwiseOptions : SequenceOptions
{
    /// <summary>
    /// What of a history that is longer than maxLength is trained on: "all" of it, in windows of that length, batches of windows of like length; or its "newest" part
    /// alone, in batches mixed at random, as papers do.
    /// </summary>
    [AllowedValues("all", "newest")]
    public string Windows { get; init; } = "all";
}
