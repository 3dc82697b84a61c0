using OnnxRecs.Numerics;
using OnnxRecs.Ops;
using OnnxRecs.Train;
using OnnxRecs.Train.Kernels;
using TorchSharp;
using static TorchSharp.torch;

namespace OnnxRecs.NativeTests.Train.Kernels;

/// <summary>The fused operations beside the same made of the engine's own, at sizes with more than one block and with odd ends.</summary>
public sealed class FusedOperationTests
{
    private const int B = 19, L = 45, Heads = 3, Width = 21;

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.3)]
    public void CausalAttention_ManyBlocks_IsTheComposedOne(double dropout)
    {
        var mask = new DropoutMask(7, dropout);
        var weights = new WeightSet(new Rng(1));
        Weight[] inputs = [.. new[] { "queries", "keys", "values" }.Select(name => weights.Normal(name, 1, B, L, Heads * Width))];

        Compare(weights, (ops, of) => CausalAttentionFunction.apply(of(inputs[0]), of(inputs[1]), of(inputs[2]), Heads, Width, dropout > 0 ? mask : new object()),
            (ops, of) => Composed(of(inputs[0]), of(inputs[1]), of(inputs[2]), mask));
    }

    [Fact]
    public void Gru_ManyGroups_IsTheUnrolledOne()
    {
        const int hidden = 37;
        var weights = new WeightSet(new Rng(2));
        Weight inputs = weights.Normal("inputs", 1, B, L, 3 * hidden), recurrent = weights.Normal("recurrent", 0.2, hidden, 3 * hidden), bias = weights.Normal("bias", 0.2, 3 * hidden);

        Compare(weights, (_, of) => GruFunction.apply(of(inputs), of(recurrent), of(bias)), (_, of) => Unrolled(of(inputs), of(recurrent), of(bias), hidden));
    }

    [Theory]
    [InlineData(700, 45, 37)]
    [InlineData(65, 64, 32)]
    [InlineData(3, 5, 8)]
    public void Linear_ManyStrips_IsTheEnginesOwn(int rows, int inputs, int outputs)
    {
        var weights = new WeightSet(new Rng(5));
        Weight x = weights.Normal("x", 1, rows, inputs), weight = weights.Normal("weight", 0.2, inputs, outputs), bias = weights.Normal("bias", 1, outputs);

        Compare(weights, (_, of) => LinearFunction.apply(of(x), of(weight), of(bias), false), (_, of) => addmm(of(bias), of(x), of(weight), 1, 1));
    }

    [Theory]
    [InlineData(700, 45, 37, 1)]
    [InlineData(700, 45, 37, 140)]
    [InlineData(650, 16, 32, 130)]
    [InlineData(3, 5, 8, 3)]
    public void LinearRelu_StartsOfGroups_IsTheEnginesOwn(int rows, int inputs, int outputs, int groups)
    {
        var weights = new WeightSet(new Rng(6));
        Weight x = weights.Normal("x", 1, groups, rows / groups, inputs), weight = weights.Normal("weight", 0.2, inputs, outputs), start = weights.Normal("start", 1, groups, 1, outputs);

        Compare(weights,
            (_, of) => LinearFunction.apply(of(x).reshape(rows, inputs), of(weight), of(start), true).reshape(groups, rows / groups, outputs),
            (_, of) => of(x).matmul(of(weight)).add(of(start)).relu());
    }

    [Fact]
    public void LinearRelu_StartsThatDoNotFitTheRows_AreRefused() =>
        Assert.Throws<ArgumentException>(() => LinearFunction.apply(zeros([5, 2]), zeros([2, 8]), zeros([2, 8]), true));

    [Fact]
    public void SigmoidLoss_ManyBlocks_IsTheEnginesOwn()
    {
        var weights = new WeightSet(new Rng(7));
        Weight logits = weights.Normal("logits", 20, 2500);
        Tensor Labels() => tensor([.. Enumerable.Range(0, 2500).Select(i => i % 3 == 0 ? 1f : 0f)], [2500]);

        Compare(weights, (_, of) => SigmoidLossFunction.apply(of(logits), Labels()), (_, of) => nn.functional.binary_cross_entropy_with_logits(of(logits), Labels()));
    }

    [Fact]
    public void SoftmaxLoss_ManyChunks_IsCrossEntropy()
    {
        const int rows = 301, items = 777, dim = 45;
        var weights = new WeightSet(new Rng(3));
        Weight states = weights.Normal("states", 1, rows, dim), table = weights.Normal("table", 1, items, dim);
        long[] right = [.. Enumerable.Range(0, rows).Select(i => i * 31L % items)];
        float[] offsets = [.. Enumerable.Range(0, items).Select(i => i % 5 == 0 ? -1e9f : 0.01f * i)];

        Compare(weights,
            (_, of) => SoftmaxLossFunction.apply(of(states), of(table), tensor(offsets, [items]), tensor(right, [rows])),
            (_, of) => addmm(tensor(offsets, [items]), of(states), of(table).t(), 1, 1).log_softmax(1).gather(1, tensor(right, [rows, 1])).mean().neg());
    }

    [Fact]
    public void Results_DoNotDependOnTheNumberOfThreads()
    {
        float[] With(int threads)
        {
            TorchDevice.Open("cpu", threads);
            using DisposeScope scope = NewDisposeScope();
            random.manual_seed(4);
            Tensor x = randn_like(zeros([B, L, Heads * Width])).requires_grad_();
            Tensor read = CausalAttentionFunction.apply(DropoutFunction.apply(x, new DropoutMask(3, 0.2)), x, x, Heads, Width, new DropoutMask(5, 0.2));
            read = LinearFunction.apply(read.reshape(-1, Heads * Width), randn_like(zeros([Heads * Width, Heads * Width])), zeros([Heads * Width]), true).reshape(B, L, Heads * Width);
            Tensor states = GruFunction.apply(read, randn_like(zeros([Width, Heads * Width])), randn_like(zeros([Heads * Width])));
            SoftmaxLossFunction.apply(states.reshape(-1, Width), randn_like(zeros([900, Width])), zeros([900]), arange(B * L % 900, ScalarType.Int64).reshape(-1).index_select(0, zeros([B * L], ScalarType.Int64))).backward();
            return TorchWeights.Read(x.grad!);
        }

        try
        {
            Assert.Equal(With(1), With(4));
        }
        finally
        {
            TorchDevice.Open("cpu", 0);
        }
    }

    [Theory]
    [InlineData(0.1)]
    [InlineData(0.75)]
    public void DropoutMask_OfManyValues_DropsItsShareWithoutPattern(double rate)
    {
        float[] ones = [.. Enumerable.Repeat(1f, 1_000_003)];
        var mask = new DropoutMask(99, rate);

        mask.Apply(0, ones, ones);

        double kept = 1 - rate;
        Assert.Equal(rate, ones.Count(v => v == 0) / (double)ones.Length, 0.002);
        Assert.All(ones, v => Assert.True(v == 0 || v == (float)(1 / kept)));
        // Neighbours are dropped together as often as by chance.
        Assert.Equal(rate * rate, ones.Zip(ones.Skip(1)).Count(pair => pair is { First: 0, Second: 0 }) / (double)ones.Length, 0.002);
        Assert.Equal(rate * rate, ones.Zip(ones.Skip(64)).Count(pair => pair is { First: 0, Second: 0 }) / (double)ones.Length, 0.002);
    }

    [Fact]
    public void DropoutMask_InParts_IsThatOfTheWhole()
    {
        float[] whole = [.. Enumerable.Repeat(1f, 100)], parts = [.. whole];
        var mask = new DropoutMask(1, 0.5);

        mask.Apply(0, whole, whole);
        mask.Apply(0, parts.AsSpan(0, 37), parts.AsSpan(0, 37));
        mask.Apply(37, parts.AsSpan(37), parts.AsSpan(37));

        Assert.Equal(whole, parts);
    }

    private static void Compare(WeightSet set, Func<TorchOps, Func<Weight, Tensor>, Tensor> fused, Func<TorchOps, Func<Weight, Tensor>, Tensor> plain)
    {
        (float[] values, float[][] gradients) = Run(set, fused);
        (float[] expected, float[][] expectedGradients) = Run(set, plain);

        AssertClose(expected, values, 1e-5f);
        for (int i = 0; i < gradients.Length; i++) AssertClose(expectedGradients[i], gradients[i], 1e-4f);
    }

    private static (float[] Values, float[][] Gradients) Run(WeightSet set, Func<TorchOps, Func<Weight, Tensor>, Tensor> function)
    {
        using DisposeScope scope = NewDisposeScope();
        using var weights = new TorchWeights(set.All, CPU);
        Tensor result = function(new TorchOps(weights, training: true), weight => weights[weight]);
        float[] mix = [.. Enumerable.Range(0, (int)result.numel()).Select(i => (float)Math.Sin(i + 1))];
        result.mul(tensor(mix, result.shape)).sum().backward();
        return (TorchWeights.Read(result), [.. set.All.Select(weight => TorchWeights.Read(weights[weight].grad!))]);
    }

    private static Tensor Composed(Tensor queries, Tensor keys, Tensor values, DropoutMask mask)
    {
        int row = MatrixProduct.Padded(L);
        float[] kept = new float[B * Heads * L * L], later = new float[L * L];
        for (int i = 0; i < B * Heads * L; i++)
        {
            float[] ones = [.. Enumerable.Repeat(1f, L)];
            mask.Apply((uint)(i * row), ones, ones);
            ones.CopyTo(kept, i * L);
        }
        for (int i = 0; i < L * L; i++) later[i] = i % L > i / L ? -1e9f : 0;
        Tensor Split(Tensor x) => x.reshape(B, L, Heads, Width).permute(0, 2, 1, 3);
        Tensor scores = Split(queries).matmul(Split(keys).transpose(2, 3)).mul(1 / Math.Sqrt(Width)).add(tensor(later, [L, L]));
        Tensor shares = scores.softmax(-1).mul(tensor(kept, [B, Heads, L, L]));
        return shares.matmul(Split(values)).permute(0, 2, 1, 3).reshape(B, L, Heads * Width);
    }

    private static Tensor Unrolled(Tensor inputs, Tensor recurrent, Tensor bias, int hidden)
    {
        Tensor state = zeros([inputs.size(0), hidden]);
        var states = new List<Tensor>();
        foreach (Tensor step in inputs.unbind(1))
        {
            Tensor product = addmm(bias, state, recurrent, 1, 1);
            Tensor Gate(Tensor of, int gate) => of.narrow(1, gate * hidden, hidden);
            Tensor reset = Gate(step, 0).add(Gate(product, 0)).sigmoid(), update = Gate(step, 1).add(Gate(product, 1)).sigmoid();
            Tensor fresh = Gate(step, 2).add(reset.mul(Gate(product, 2))).tanh();
            state = fresh.add(update.mul(state.sub(fresh)));
            states.Add(state);
        }
        return stack(states, 1);
    }

    private static void AssertClose(float[] expected, float[] actual, float tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
            Assert.True(Math.Abs(expected[i] - actual[i]) <= tolerance * Math.Max(1, Math.Abs(expected[i])), $"Element {i}: expected {expected[i]}, got {actual[i]}.");
    }
}
