using OnnxRecs.Models;
using OnnxRecs.Numerics;
using OnnxRecs.Ops;
using OnnxRecs.Train;
using TorchSharp;
using static TorchSharp.torch;

namespace OnnxRecs.NativeTests.Train;

public sealed class OptimizerTests
{
    private const int Rows = 6, Width = 19; // not a whole number of vectors

    public static TheoryData<string> Kinds => ["adam", "adamw", "sgd"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Step_LazyTableWithAllRows_IsTheDenseStep(string kind)
    {
        TrainingOptions options = new() { Optimizer = kind, WeightDecay = 0.01, ClipNorm = 0.5 };

        Assert.Equal(Train(lazy: false, options, steps: 5, [0, 1, 2, 3, 4, 5, 2]), Train(lazy: true, options, steps: 5, [0, 1, 2, 3, 4, 5, 2]));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Step_LazyTable_LeavesOtherRowsAlone(string kind)
    {
        TrainingOptions options = new() { Optimizer = kind, WeightDecay = 0.01 };
        float[] before = Train(lazy: true, options, steps: 0, []);

        float[] after = Train(lazy: true, options, steps: 3, [4, 1, 4]);

        for (int row = 0; row < Rows; row++)
        {
            bool same = before.AsSpan(row * Width, Width).SequenceEqual(after.AsSpan(row * Width, Width));
            Assert.Equal(row is not (1 or 4), same);
        }
    }

    [Fact]
    public void Step_DenseTable_DriftsWithItsOldMomentum()
    {
        // What the lazy one does not do: row 5 has a gradient in the first step only.
        float[] one = Train(lazy: false, new TrainingOptions(), steps: 1, [5]);
        using DisposeScope scope = NewDisposeScope();
        (Weight table, TorchWeights weights) = Table(lazy: false);
        using (weights)
        using (var optimizer = new Optimizer(weights, new TrainingOptions()))
        {
            Step(optimizer, weights, table, [5]);
            Step(optimizer, weights, table, [0]);
            Assert.NotEqual(one[(5 * Width)..], weights.Read(table)[(5 * Width)..]);
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void UpdateRule_OnTensors_IsThatOnMemory(string kind)
    {
        using DisposeScope scope = NewDisposeScope();
        var rule = new UpdateRule(new TrainingOptions { Optimizer = kind, WeightDecay = 0.1 });
        float[] Drawn(ulong seed, double scale) => [.. Enumerable.Range(0, Width).Select(_ => (float)(new Rng(seed++).NextGaussian() * scale))];
        float[] value = Drawn(1, 1), gradient = Drawn(50, 2), mean = Drawn(100, 0.1), square = Array.ConvertAll(Drawn(150, 0.1), Math.Abs);
        Tensor valueOnDevice = tensor(value, [Width]), meanOnDevice = tensor(mean, [Width]), squareOnDevice = tensor(square, [Width]);
        UpdateRule.Factors factors = rule.At(step: 7, rate: 0.05, clip: 0.7);

        rule.Apply(valueOnDevice, tensor(gradient, [Width]), rule.HasMoments ? meanOnDevice : null, rule.HasMoments ? squareOnDevice : null, factors);
        rule.Apply(value, gradient, mean, square, factors);

        Assert.All(TorchWeights.Read(valueOnDevice).Zip(value), pair => Assert.Equal(pair.First, pair.Second, 1e-5f));
        if (rule.HasMoments) Assert.All(TorchWeights.Read(squareOnDevice).Zip(square), pair => Assert.Equal(pair.First, pair.Second, 1e-6f));
    }

    [Fact]
    public void UpdateRule_Adam_IsThePublishedStep()
    {
        var rule = new UpdateRule(new TrainingOptions());
        float[] value = [1], mean = [0], square = [0];

        rule.Apply(value, [4], mean, square, rule.At(step: 1, rate: 0.1, clip: 1));

        // m = .4, s = .016; corrected 4 and 16; 1 - .1 * 4 / (sqrt 16 + eps) = .9
        Assert.Equal([0.9f, 0.4f, 0.016f], [value[0], mean[0], square[0]], Near);
    }

    [Fact]
    public void UpdateRule_AdamW_DecaysApartFromTheGradient()
    {
        var rule = new UpdateRule(new TrainingOptions { Optimizer = "adamw", WeightDecay = 0.5 });
        float[] value = [2], mean = [0], square = [0];

        rule.Apply(value, [3], mean, square, rule.At(step: 1, rate: 0.1, clip: 1));

        // 2 * (1 - .1 * .5) - .1
        Assert.Equal(1.8f, value[0], 1e-5f);
    }

    [Fact]
    public void Step_LongGradient_IsCutToTheClipNorm()
    {
        float[] Moved(double clip)
        {
            TrainingOptions options = new() { Optimizer = "sgd", LearningRate = 1, ClipNorm = clip };
            return [.. Train(lazy: true, options, steps: 0, []).Zip(Train(lazy: true, options, steps: 1, [2]), (before, after) => before - after)];
        }
        double Length(float[] moved) => Math.Sqrt(moved.Sum(m => (double)m * m));

        float[] free = Moved(0), cut = Moved(0.25), slack = Moved(1e6);

        Assert.True(Length(free) > 1);
        Assert.Equal(0.25, Length(cut), 1e-5);
        Assert.Equal(free, slack);
        Assert.All(free.Zip(cut), pair => Assert.Equal(pair.First * 0.25 / Length(free), pair.Second, 1e-5));
    }

    private static bool Near(float a, float b) => Math.Abs(a - b) < 1e-6;

    /// <summary>Each step looks up some rows and follows the gradient of their squares' sum.</summary>
    private static float[] Train(bool lazy, TrainingOptions options, int steps, long[] rows)
    {
        using DisposeScope scope = NewDisposeScope();
        (Weight table, TorchWeights weights) = Table(lazy);
        using (weights)
        using (var optimizer = new Optimizer(weights, options))
        {
            for (int step = 0; step < steps; step++) Step(optimizer, weights, table, rows, options.LearningRate);
            return weights.Read(table);
        }
    }

    private static void Step(Optimizer optimizer, TorchWeights weights, Weight table, long[] rows, double rate = 1e-3)
    {
        var ops = new TorchOps(weights, training: true);
        ops.BeginStep(1);
        Tensor values = ops.Lookup(table, tensor(rows, [rows.Length]));
        ops.Backward(ops.Mul(values, values).sum());
        optimizer.Step(ops.LazyLookups, rate);
    }

    private static (Weight Table, TorchWeights Weights) Table(bool lazy)
    {
        var set = new WeightSet(new Rng(1));
        Weight table = lazy ? set.Table("table", 1, Rows, Width) : set.Normal("table", 1, Rows, Width);
        return (table, new TorchWeights(set.All, CPU));
    }
}
