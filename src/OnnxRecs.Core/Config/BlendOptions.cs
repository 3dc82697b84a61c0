using System.ComponentModel.DataAnnotations;

namespace OnnxRecs.Config;

/// <summary>Several models as one ranker: the weighted sum of their scores, each brought to mean 0 and deviation 1 over many candidates.</summary>
public sealed record BlendOptions : IValidatableObject
{
    /// <summary>What <see cref="RankOptions.Rankers"/> calls it.</summary>
    [RegularExpression("[a-z0-9][a-z0-9._+-]*", ErrorMessage = "a blend's name has only small letters, digits, '.', '_', '+' and '-'")]
    public string Name { get; init; } = "blend";

    /// <summary>Names of models that rank.</summary>
    [MinLength(1)]
    public string[] Models { get; init; } = [];

    /// <summary>One for each model.</summary>
    [Range(0.0, 1e6, MinimumIsExclusive = true)]
    public double[] Weights { get; init; } = [];

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Models.Length == 0) yield return new("a blend needs models", ["models"]);
        if (Weights.Length != Models.Length) yield return new($"{Weights.Length} weights for {Models.Length} models", ["weights"]);
        for (int i = 0; i < Models.Length; i++)
        {
            if (Models.AsSpan(0, i).Contains(Models[i])) yield return new($"\"{Models[i]}\" is listed twice", [$"models[{i}]"]);
        }
    }
}
