using System.ComponentModel.DataAnnotations;

namespace OnnxRecs.Models.Ratings;

/// <summary>What models that learn from all rated items, liked or not, have in common.</summary>
public record RatedOptions : TrainingOptions
{
    // A step over the whole rating table is a few hundred batches; the validation's best epoch is an early one, and smaller steps then still gain a little.
    /// <summary>Of the normal values that vectors of users and items begin with.</summary>
    internal const double InitialDeviation = 0.05;

    public RatedOptions() => (BatchSize, Schedule, Patience) = (512, "plateau", 5);

    /// <summary>Share of examples in which the user is replaced by the unknown user, so that the model can rate for anybody.</summary>
    [Range(0.0, 1.0)]
    public double UnknownUserRate { get; init; } = 0.02;

    /// <summary>Share of examples in which the item's own vector is left out, so that items without any training rating are told by their features.</summary>
    [Range(0.0, 1.0)]
    public double UnratedItemRate { get; init; } = 0.05;
}
