using System.ComponentModel.DataAnnotations;

namespace OnnxRecs.Models.Classical;

/// <summary>What the settings of models that learn by <see cref="ExampleDescent"/> have in common.</summary>
public abstract record DescentOptions
{
    /// <summary>Width of the vectors.</summary>
    [Range(1, 1024)]
    [TunedRange(16, 256, Log = true)]
    public int Factors { get; init; } = 64;

    /// <summary>Passes over all examples.</summary>
    [Range(1, 10_000)]
    public int Epochs { get; init; } = 32;

    /// <summary>Step size of one example; falls to 0 as a cosine over all epochs.</summary>
    [Range(1e-6, 10.0)]
    [TunedRange(3e-3, 0.3, Log = true)]
    public double LearningRate { get; init; } = 0.03;

    /// <summary>Pull of vectors and biases to 0, with each example that reads them.</summary>
    [Range(0.0, 100.0)]
    [TunedRange(1e-4, 0.05, Log = true)]
    public double Regularization { get; init; } = 0.005;

    /// <summary>Standard deviation of the vectors' initial values.</summary>
    [Range(1e-6, 10.0)]
    public double Deviation { get; init; } = 0.1;
}
