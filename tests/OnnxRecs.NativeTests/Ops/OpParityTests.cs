using OnnxRecs.Artifacts;
using OnnxRecs.Numerics;
using OnnxRecs.Onnx;
using OnnxRecs.Ops;
using OnnxRecs.Pipeline;
using OnnxRecs.Runtime;
using OnnxRecs.Train;
using TorchSharp;
using static TorchSharp.torch;

namespace OnnxRecs.NativeTests.Ops;

/// <summary>Every operation gives the same values in all op sets, and the training engine's gradients are those of finite differences.</summary>
public sealed class OpParityTests
{
    private static readonly long[] Indexes = [0, 5, 2, 2, 1, 3, 4, 0, 5, 5, 1, 2];
    private static readonly long[] Steps = [3, 0, 2];

    public static TheoryData<string> Forward => [.. OpCase.Forward];

    // Random values have no reference.
    public static TheoryData<string> All => [.. OpCase.Forward, .. OpCase.Losses.Where(op => op != "Normal")];

    [Fact]
    public void Table_names_every_operation_of_the_interface()
    {
        IEnumerable<string> operations = typeof(ITrainOps<>).GetMethods().Concat(typeof(IOps<>).GetMethods()).Select(m => m.Name).Distinct();

        Assert.Empty(operations.Except(OpCase.Forward.Concat(OpCase.Losses)));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Torch_agrees_with_the_array_reference(string op)
    {
        var graph = new OpCase(op);
        ArrayTensor expected = RunArrays(graph, training: true);

        (float[] values, long[] shape) = RunTorch(graph);

        Assert.Equal(expected.Dims.Select(d => (long)d), shape.Length == 0 ? [] : shape);
        AssertClose(expected.Values, values, 1e-5);
    }

    [Theory]
    [MemberData(nameof(Forward))]
    public void Onnx_agrees_with_the_array_reference(string op)
    {
        var graph = new OpCase(op);
        ArrayTensor expected = RunArrays(graph);
        string path = Path.Combine(Path.GetTempPath(), $"onnxrecs-op-{Guid.NewGuid():N}.onnx");
        try
        {
            OnnxExport.Write(graph, path, []);
            using IModelRunner model = new OnnxModel(path, ((IGraph)graph).Info);
            float[] values = new float[expected.Values.Length];
            model.Run([new Feed("indexes", Indexes, [3, 4]), new Feed("steps", Steps, [3])], values, Array.ConvertAll(expected.Dims, d => (long)d));

            AssertClose(expected.Values, values, 1e-5);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Gradients_agree_with_finite_differences(string op)
    {
        var graph = new OpCase(op);
        double[] mix = [.. Enumerable.Range(0, RunArrays(graph).Values.Length).Select(i => Math.Sin(i + 1))]; // so that no two outputs count alike
        using var scope = NewDisposeScope();
        using var weights = new TorchWeights(graph.Weights, CPU);
        var ops = new TorchOps(weights, training: true);
        Tensor result = graph.Run(ops, TorchInputs());
        Tensor total = result.mul(tensor(Array.ConvertAll(mix, m => (float)m), result.shape)).sum();
        if (!total.requires_grad)
        {
            Assert.Contains(op, (string[])["Index", "Less", "ToFloat", "Iota", "Range", "Counts", "Pick", "MultiHot"]); // made of indexes alone
            return;
        }
        ops.Backward(total);

        int compared = 0;
        foreach ((Weight weight, Tensor value) in weights.Trained)
        {
            if (value.grad is not { } gradient) continue;
            double[] analytic = [.. TorchWeights.Read(gradient).Select(g => (double)g)];
            AssertClose(Numeric(graph, weight, mix), analytic.Select(g => (float)g).ToArray(), 2e-5);
            compared++;
        }
        Assert.True(compared > 0);
    }

    [Fact]
    public void Dropout_zeroes_its_share_and_keeps_the_mean_in_training_only()
    {
        using var scope = NewDisposeScope();
        using var weights = new TorchWeights([], CPU);
        random.manual_seed(5);
        Tensor ones = torch.ones([100_000]);

        float[] dropped = TorchWeights.Read(new TorchOps(weights, training: true).Dropout(ones, 0.25));
        float[] kept = TorchWeights.Read(new TorchOps(weights, training: false).Dropout(ones, 0.25));

        Assert.Equal(0.25, dropped.Count(v => v == 0) / 100_000.0, 0.01);
        Assert.Equal(1.0, dropped.Average(), 0.01);
        Assert.All(kept, v => Assert.Equal(1, v));
    }

    [Fact]
    public void Normal_draws_standard_normal_values()
    {
        using var scope = NewDisposeScope();
        using var weights = new TorchWeights([], CPU);
        random.manual_seed(5);

        float[] drawn = TorchWeights.Read(new TorchOps(weights, training: true).Normal(zeros([100_000])));

        Assert.Equal(0.0, drawn.Average(), 0.01);
        Assert.Equal(1.0, drawn.Average(v => v * v), 0.02);
    }

    private static double[] Numeric(OpCase graph, Weight weight, double[] mix)
    {
        const double step = 1e-5;
        double[] values = [.. weight.Values.Select(v => (double)v)];
        double[] gradient = new double[values.Length];
        for (int i = 0; i < values.Length; i++)
        {
            double At(double shift)
            {
                double[] moved = [.. values];
                moved[i] += shift;
                ArrayTensor result = RunArrays(graph, new Dictionary<Weight, double[]> { [weight] = moved }, training: true);
                return result.Values.Zip(mix, (value, m) => value * m).Sum();
            }
            gradient[i] = (At(step) - At(-step)) / (2 * step);
        }
        return gradient;
    }

    private static ArrayTensor RunArrays(OpCase graph, IReadOnlyDictionary<Weight, double[]>? weights = null, bool training = false) =>
        graph.Run(new ArrayOps(weights, training), new Tensors<ArrayTensor>(new Dictionary<string, ArrayTensor>
        {
            ["indexes"] = ArrayTensor.From(Indexes, 3, 4),
            ["steps"] = ArrayTensor.From(Steps, 3),
        }));

    private static (float[] Values, long[] Shape) RunTorch(OpCase graph)
    {
        using var scope = NewDisposeScope();
        using var weights = new TorchWeights(graph.Weights, CPU);
        Tensor result = graph.Run(new TorchOps(weights, training: true), TorchInputs());
        return (TorchWeights.Read(result), result.shape);
    }

    private static Tensors<Tensor> TorchInputs() => new(new Dictionary<string, Tensor>
    {
        ["indexes"] = tensor(Indexes, [3, 4]),
        ["steps"] = tensor(Steps, [3]),
    });

    private static void AssertClose(double[] expected, float[] actual, double tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
            Assert.True(Math.Abs(expected[i] - actual[i]) <= tolerance * Math.Max(1, Math.Abs(expected[i])), $"Element {i}: expected {expected[i]}, got {actual[i]}.");
    }
}
