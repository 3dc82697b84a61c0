using System.ComponentModel.DataAnnotations;

namespace OnnxRecs.Models.Ratings;

/// <summary>What models that learn from all rated items, liked or not, have in common.</summary>
[TunedRange(0.01, 1, Log = true, Option = nameof(RatedOptions.WeightDecay))]
public record RatedOptions : TrainingOptions
{
    // By the validation part of ml-latest-small. Ratings are soon learnt by heart: the best epoch is among the first ten, and the pull to 0 is worth
    // about .003 of RMSE there.
    public RatedOptions() => (BatchSize, Optimizer, WeightDecay, Schedule, Patience) = (512, "adamw", 0.3, "plateau", 4);

    /// <summary>Share of examples in which the user is replaced by the unknown user, so that the model can rate for anybody.</summary>
    [Range(0.0, 1.0)]
    public double UnknownUserRate { get; init; } = 0.02;

    /// <summary>Share of examples in which the item's own vector is left out, so that items without any training rating are told by their features.</summary>
    [Range(0.0, 1.0)]
    public double UnratedItemRate { get; init; } = 0.05;
}
