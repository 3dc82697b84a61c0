using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
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
    private readonly float _coupledDecay = options.Optimizer == "adamw" ? 0 : (float)options.WeightDecay;

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
        CheckLength(value.Length, mean, square);
        if (gradient.Length != value.Length) throw new ArgumentException($"{gradient.Length} gradients for {value.Length} values.", nameof(gradient));
        Apply(
            ref MemoryMarshal.GetReference(value), ref MemoryMarshal.GetReference(gradient), ref MemoryMarshal.GetReference(mean), ref MemoryMarshal.GetReference(square),
            value.Length, new Constants(factors, _coupledDecay));
    }

    /// <summary>Those rows of a table that have gradients; the others stay.</summary>
    public void ApplyRows(Span<float> table, Span<float> means, Span<float> squares, RowGradients rows, Factors factors)
    {
        CheckLength(table.Length, means, squares);
        var constants = new Constants(factors, _coupledDecay);
        ref float mean = ref MemoryMarshal.GetReference(means), square = ref MemoryMarshal.GetReference(squares);
        int width = rows.Width;
        for (int i = 0; i < rows.Count; i++)
        {
            int at = rows.RowAt(i) * width;
            ref float value = ref MemoryMarshal.GetReference(table.Slice(at, width)), gradient = ref MemoryMarshal.GetReference(rows.SumAt(i));
            if (HasMoments) Apply(ref value, ref gradient, ref Unsafe.Add(ref mean, at), ref Unsafe.Add(ref square, at), width, constants);
            else Apply(ref value, ref gradient, ref mean, ref square, width, constants);
        }
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

    private void CheckLength(int length, ReadOnlySpan<float> means, ReadOnlySpan<float> squares)
    {
        if (HasMoments && (means.Length != length || squares.Length != length)) throw new ArgumentException($"{means.Length} and {squares.Length} moments for {length} values.", nameof(means));
    }

    // Rows of a table are a vector or two: slices with their checks would cost more than the arithmetic.
    private void Apply(ref float value, ref float gradient, ref float mean, ref float square, int count, in Constants constants)
    {
        int i = 0;
        if (HasMoments)
        {
            for (; i <= count - Vector<float>.Count; i += Vector<float>.Count)
            {
                nuint at = (nuint)i;
                Vector<float> m = Vector.LoadUnsafe(ref mean, at), s = Vector.LoadUnsafe(ref square, at);
                Next(Vector.LoadUnsafe(ref value, at), Vector.LoadUnsafe(ref gradient, at), ref m, ref s, constants).StoreUnsafe(ref value, at);
                m.StoreUnsafe(ref mean, at);
                s.StoreUnsafe(ref square, at);
            }
        }
        else
        {
            for (; i <= count - Vector<float>.Count; i += Vector<float>.Count)
                Next(Vector.LoadUnsafe(ref value, (nuint)i), Vector.LoadUnsafe(ref gradient, (nuint)i), constants).StoreUnsafe(ref value, (nuint)i);
        }
        if (i < count) Rest(ref Unsafe.Add(ref value, i), ref Unsafe.Add(ref gradient, i), ref mean, ref square, i, count - i, constants);
    }

    /// <summary>What does not fill a vector, in one of its own, so that it is the same arithmetic.</summary>
    private void Rest(ref float value, ref float gradient, ref float mean, ref float square, int from, int count, in Constants constants)
    {
        Span<float> v = stackalloc float[Vector<float>.Count], g = stackalloc float[Vector<float>.Count];
        Span<float> values = MemoryMarshal.CreateSpan(ref value, count);
        values.CopyTo(v);
        MemoryMarshal.CreateSpan(ref gradient, count).CopyTo(g);
        if (HasMoments)
        {
            Span<float> m = stackalloc float[Vector<float>.Count], s = stackalloc float[Vector<float>.Count];
            Span<float> means = MemoryMarshal.CreateSpan(ref Unsafe.Add(ref mean, from), count), squares = MemoryMarshal.CreateSpan(ref Unsafe.Add(ref square, from), count);
            means.CopyTo(m);
            squares.CopyTo(s);
            Vector<float> nextMean = new(m), nextSquare = new(s);
            Next(new Vector<float>(v), new Vector<float>(g), ref nextMean, ref nextSquare, constants).CopyTo(v);
            nextMean.CopyTo(m);
            nextSquare.CopyTo(s);
            m[..count].CopyTo(means);
            s[..count].CopyTo(squares);
        }
        else
        {
            Next(new Vector<float>(v), new Vector<float>(g), constants).CopyTo(v);
        }
        v[..count].CopyTo(values);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<float> Next(Vector<float> value, Vector<float> gradient, ref Vector<float> mean, ref Vector<float> square, in Constants constants)
    {
        gradient = gradient * constants.Clip + value * constants.Decay;
        mean = mean * constants.Beta1 + gradient * constants.Fresh1;
        square = square * constants.Beta2 + gradient * gradient * constants.Fresh2;
        return value * constants.Keep - mean * constants.Rate / (Vector.SquareRoot(square) * constants.Scale + constants.Epsilon);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<float> Next(Vector<float> value, Vector<float> gradient, in Constants constants) =>
        value * constants.Keep - (gradient * constants.Clip + value * constants.Decay) * constants.Rate;

    /// <summary>What every vector of a step needs.</summary>
    private readonly struct Constants(Factors factors, float decay)
    {
        public readonly Vector<float> Rate = new(factors.Rate), Scale = new(factors.Scale), Clip = new(factors.Clip), Keep = new(factors.Keep), Decay = new(decay);
        public readonly Vector<float> Beta1 = new((float)UpdateRule.Beta1), Fresh1 = new((float)(1 - UpdateRule.Beta1));
        public readonly Vector<float> Beta2 = new((float)UpdateRule.Beta2), Fresh2 = new((float)(1 - UpdateRule.Beta2));
        public readonly Vector<float> Epsilon = new((float)UpdateRule.Epsilon);
    }
}
