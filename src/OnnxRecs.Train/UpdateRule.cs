using System.Numerics;
using OnnxRecs.Models;
using static OnnxRecs.Train.Kernels.CpuTensor;
using static TorchSharp.torch;

namespace OnnxRecs.Train;

/// <summary>The arithmetic of one step of the optimiser, on memory of the CPU in one pass and on tensors of any device.</summary>
internal sealed class UpdateRule(TrainingOptions options)
{
    private const double Beta1 = 0.9;
    private const double Beta2 = 0.999;
    private const double Epsilon = 1e-8;
    private const int Block = 1 << 16; // values that one thread takes at a time
    private readonly bool _decoupled = options.Optimizer == "adamw";

    /// <summary>SGD keeps none.</summary>
    public bool HasMoments { get; } = options.Optimizer != "sgd";

    /// <summary>What is the same for all values of a step.</summary>
    /// <param name="Rate">Step size, with Adam's correction of the first moment's start at 0.</param>
    /// <param name="Scale">Adam's correction of the second moment's.</param>
    /// <param name="Clip">Gradients are multiplied with it.</param>
    /// <param name="Keep">What is left of a value after decoupled weight decay.</param>
    public readonly record struct Factors(float Rate, float Scale, float Clip, float Keep);

    public Factors At(long step, double rate, double clip)
    {
        float keep = _decoupled ? (float)(1 - rate * options.WeightDecay) : 1;
        return HasMoments
            ? new Factors((float)(rate / (1 - Math.Pow(Beta1, step))), (float)(1 / Math.Sqrt(1 - Math.Pow(Beta2, step))), (float)clip, keep)
            : new Factors((float)rate, 1, (float)clip, keep);
    }

    /// <summary>In place, element by element.</summary>
    public void Apply(Span<float> value, ReadOnlySpan<float> gradient, Span<float> mean, Span<float> square, Factors factors)
    {
        int vectors = value.Length - value.Length % Vector<float>.Count;
        for (int i = 0; i < vectors; i += Vector<float>.Count)
        {
            Vector<float> m = default, s = default;
            if (HasMoments) (m, s) = (new Vector<float>(mean[i..]), new Vector<float>(square[i..]));
            Vector<float> next = Next(new Vector<float>(value[i..]), new Vector<float>(gradient[i..]), ref m, ref s, factors);
            next.CopyTo(value[i..]);
            if (!HasMoments) continue;
            m.CopyTo(mean[i..]);
            s.CopyTo(square[i..]);
        }
        if (vectors == value.Length) return;
        // The rest in a vector of its own, so that it is the same arithmetic.
        Span<float> v = stackalloc float[Vector<float>.Count], g = stackalloc float[Vector<float>.Count], mm = stackalloc float[Vector<float>.Count], ss = stackalloc float[Vector<float>.Count];
        value[vectors..].CopyTo(v);
        gradient[vectors..].CopyTo(g);
        if (HasMoments)
        {
            mean[vectors..].CopyTo(mm);
            square[vectors..].CopyTo(ss);
        }
        Vector<float> lastMean = new(mm), lastSquare = new(ss);
        Next(new Vector<float>(v), new Vector<float>(g), ref lastMean, ref lastSquare, factors).CopyTo(v);
        v[..(value.Length - vectors)].CopyTo(value[vectors..]);
        if (!HasMoments) return;
        lastMean.CopyTo(mm);
        lastSquare.CopyTo(ss);
        mm[..(value.Length - vectors)].CopyTo(mean[vectors..]);
        ss[..(value.Length - vectors)].CopyTo(square[vectors..]);
    }

    /// <summary>A whole weight on the CPU, in blocks for several threads; the result does not depend on how many.</summary>
    public void ApplyInParallel(Tensor value, Tensor gradient, Tensor? mean, Tensor? square, Factors factors)
    {
        int count = checked((int)value.numel());
        int blocks = (count + Block - 1) / Block;
        void One(int block)
        {
            Range part = (block * Block)..Math.Min(count, (block + 1) * Block);
            Apply(Floats(value)[part], Floats(gradient)[part], mean is null ? [] : Floats(mean)[part], square is null ? [] : Floats(square)[part], factors);
        }
        if (blocks == 1 || TorchDevice.Threads == 1)
        {
            for (int block = 0; block < blocks; block++) One(block);
        }
        else
        {
            Parallel.For(0, blocks, new ParallelOptions { MaxDegreeOfParallelism = TorchDevice.Threads }, One);
        }
    }

    /// <summary>The same with the engine's operations.</summary>
    public void Apply(Tensor value, Tensor gradient, Tensor? mean, Tensor? square, Factors factors)
    {
        Tensor pull = gradient.mul(factors.Clip);
        if (!_decoupled && options.WeightDecay > 0) pull = pull.add_(value, options.WeightDecay);
        value.mul_(factors.Keep);
        if (mean is null || square is null)
        {
            value.add_(pull, -factors.Rate);
            return;
        }
        mean.mul_(Beta1).add_(pull, 1 - Beta1);
        square.mul_(Beta2).addcmul_(pull, pull, 1 - Beta2);
        value.addcdiv_(mean, square.sqrt().mul_(factors.Scale).add_(Epsilon), -factors.Rate);
    }

    public static double SquaredLength(ReadOnlySpan<float> values)
    {
        double sum = 0;
        foreach (float value in values) sum += (double)value * value;
        return sum;
    }

    private Vector<float> Next(Vector<float> value, Vector<float> gradient, ref Vector<float> mean, ref Vector<float> square, Factors factors)
    {
        gradient *= factors.Clip;
        if (!_decoupled) gradient += value * (float)options.WeightDecay;
        value *= factors.Keep;
        if (!HasMoments) return value - gradient * factors.Rate;
        mean = mean * (float)Beta1 + gradient * (float)(1 - Beta1);
        square = square * (float)Beta2 + gradient * gradient * (float)(1 - Beta2);
        return value - mean * factors.Rate / (Vector.SquareRoot(square) * factors.Scale + new Vector<float>((float)Epsilon));
    }
}
