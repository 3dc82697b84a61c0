using OnnxRecs.Models;
using OnnxRecs.Numerics;
using OnnxRecs.Ops;
using OnnxRecs.Pipeline;
using OnnxRecs.Tests.Models;
using OnnxRecs.Train;
using TorchSharp;
using static TorchSharp.torch;

namespace OnnxRecs.NativeTests.Models;

/// <summary>The loss draws noise, which the array reference refuses: here is what can be known of it all the same.</summary>
public sealed class MultVaeTests
{
    [Fact]
    public void Loss_WeightOfOne_AddsTheDivergence()
    {
        // Mean 0.5 and log variance -1 whatever the history.
        MultVae model = Make(mean: 0.5f, logVariance: -1);

        double divergence = 3 * 0.5 * (0.25 + Math.Exp(-1) - 1 + 1);
        Assert.Equal(divergence, Loss(model, klWeight: 1, seed: 1) - Loss(model, klWeight: 0, seed: 1), 4);
    }

    [Fact]
    public void Loss_NoiseFollowsTheVariance()
    {
        MultVae noisy = Make(mean: 0.5f, logVariance: 0), quiet = Make(mean: 0.5f, logVariance: -80);

        Assert.NotEqual(Loss(noisy, klWeight: 0, seed: 1), Loss(noisy, klWeight: 0, seed: 2));
        Assert.Equal(Loss(quiet, klWeight: 0, seed: 1), Loss(quiet, klWeight: 0, seed: 2));
    }

    private static MultVae Make(float mean, float logVariance)
    {
        var model = new MultVae(new MultVaeOptions { Hidden = 4, Latent = 3, Dropout = 0 }, Checkerboard.Create(), new WeightSet(new Rng(1)));
        foreach ((string name, float value) in new[] { ("mean.weight", 0), ("log_variance.weight", 0), ("mean.bias", mean), ("log_variance.bias", logVariance) })
            Array.Fill(model.Weights.Single(weight => weight.Name == name).Values, value);
        return model;
    }

    private static float Loss(MultVae model, float klWeight, long seed)
    {
        using DisposeScope scope = NewDisposeScope();
        using var weights = new TorchWeights(model.Weights, CPU);
        random.manual_seed(seed);
        return model.Loss(new TorchOps(weights, training: true), new Tensors<Tensor>(new Dictionary<string, Tensor>
        {
            [FeedNames.History] = tensor(new long[] { 0, 2, 4, 1, 3, 30 }, [2, 3]),
            [FeedNames.Length] = tensor(new long[] { 3, 2 }, [2]),
            ["kl_weight"] = tensor(new[] { klWeight }, [1]),
        })).item<float>();
    }
}
