using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using OnnxRecs.Numerics;

namespace OnnxRecs.Models.Classical;

/// <summary>What models that learn by <see cref="ExampleDescent"/> do with two vectors: short ones, so that calls and checks would cost more than the arithmetic.</summary>
internal static class Steps
{
    /// <summary>Independent normal values.</summary>
    public static void Draw(Span<float> values, double deviation, Rng rng)
    {
        foreach (ref float value in values) value = (float)(rng.NextGaussian() * deviation);
    }

    /// <summary>The first value of a row.</summary>
    public static ref float RowOf(float[] values, int row, int width) => ref MemoryMarshal.GetReference(values.AsSpan(row * width, width));

    public static float Dot(ref float a, ref float b, int width)
    {
        Vector<float> sums = Vector<float>.Zero;
        int i = 0;
        for (; i <= width - Vector<float>.Count; i += Vector<float>.Count) sums += Vector.LoadUnsafe(ref a, (nuint)i) * Vector.LoadUnsafe(ref b, (nuint)i);
        float sum = Vector.Sum(sums);
        for (; i < width; i++) sum += Unsafe.Add(ref a, i) * Unsafe.Add(ref b, i);
        return sum;
    }

    /// <summary>Both vectors at once: a = keepA a + stepA b, b = keepB b + stepB a.</summary>
    public static void Both(ref float a, float keepA, float stepA, ref float b, float keepB, float stepB, int width)
    {
        Vector<float> stepsA = new(stepA), stepsB = new(stepB), keepsA = new(keepA), keepsB = new(keepB);
        int i = 0;
        for (; i <= width - Vector<float>.Count; i += Vector<float>.Count)
        {
            Vector<float> x = Vector.LoadUnsafe(ref a, (nuint)i), y = Vector.LoadUnsafe(ref b, (nuint)i);
            (x * keepsA + y * stepsA).StoreUnsafe(ref a, (nuint)i);
            (y * keepsB + x * stepsB).StoreUnsafe(ref b, (nuint)i);
        }
        for (; i < width; i++)
        {
            ref float p = ref Unsafe.Add(ref a, i), q = ref Unsafe.Add(ref b, i);
            (p, q) = (p * keepA + q * stepA, q * keepB + p * stepB);
        }
    }

    /// <summary>x = keep x + step y</summary>
    public static void Move(Span<float> x, float keep, ReadOnlySpan<float> y, float step)
    {
        TensorPrimitives.Multiply(x, keep, x);
        TensorPrimitives.MultiplyAdd(y, step, x, x);
    }

    /// <summary>The mean of rows, 0 of none.</summary>
    public static float[] Mean(ReadOnlySpan<float> rows, int width)
    {
        float[] mean = new float[width];
        for (int i = 0; i < rows.Length; i++) mean[i % width] += rows[i];
        for (int i = 0; i < width; i++) mean[i] /= Math.Max(1, rows.Length / width);
        return mean;
    }
}
