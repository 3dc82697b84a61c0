using OnnxRecs.Models;
using OnnxRecs.Train;

namespace OnnxRecs.NativeTests.Train;

public sealed class StepSizeTests
{
    private static readonly TrainingOptions Options = new() { LearningRate = 0.1, Epochs = 4 };

    [Fact]
    public void At_Warmup_GrowsInEqualSteps()
    {
        var size = new StepSize(Options with { WarmupSteps = 4 }, stepsPerEpoch: 10);

        Assert.Equal([0.025, 0.05, 0.075, 0.1, 0.1], new[] { 1, 2, 3, 4, 5 }.Select(step => size.At(step, [])), Near);
    }

    [Fact]
    public void At_Cosine_FallsFromTheEndOfTheWarmupToNothing()
    {
        var size = new StepSize(Options with { WarmupSteps = 10, Schedule = "cosine" }, stepsPerEpoch: 10);

        // 30 steps after the warm-up: the first one whole, half after 15, nothing at the end.
        Assert.Equal([0.1, 0.05, 0], new[] { 11, 26, 41 }.Select(step => size.At(step, [])), Near);
    }

    [Fact]
    public void At_Plateau_HalvesWhenNothingGotBetter()
    {
        var size = new StepSize(Options with { Schedule = "plateau" }, stepsPerEpoch: 10);

        Assert.Equal(0.1, size.At(100, [0, 1, 0, 1]));
        Assert.Equal(0.05, size.At(100, [0, 1, 2, 3]));
        Assert.Equal(0.025, size.At(100, [0, 1, 2, 3, 4]));
        Assert.Equal(0.0125, size.At(100, [0, 1, 2, 3, 4, 0, 1, 2]));
    }

    private static bool Near(double a, double b) => Math.Abs(a - b) < 1e-12;
}
