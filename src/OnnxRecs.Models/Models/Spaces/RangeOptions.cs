using System.ComponentModel.DataAnnotations;

namespace OnnxRecs.Models.Spaces;

/// <summary>A range of numbers in $.tune.spaces.</summary>
internal sealed record RangeOptions : IValidatableObject
{
    public const string Log = "log";

    public double? From { get; init; }

    public double? To { get; init; }

    /// <summary>"log": each doubling is as likely as any other.</summary>
    [AllowedValues("linear", Log)]
    public string Scale { get; init; } = "linear";

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (From is null || To is null) yield return new("a range needs both \"from\" and \"to\"");
    }
}
