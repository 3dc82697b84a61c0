using System.Numerics.Tensors;
using OnnxRecs.Numerics;
using OnnxRecs.Pipeline;

namespace OnnxRecs.Candidates.Vectors;

/// <summary>How a vector becomes the bytes of a block.</summary>
/// <remarks>
/// Int8 takes the nearest of 255 steps of one size for all values, counted from the mean of each dimension where only differences matter (Euclidean)
/// and from 0 otherwise. The steps reach so far that a value in 2,000 is cut off.
/// </remarks>
internal sealed class VectorCode
{
    public const int MaxDim = 32_768;

    // Share of the values within the steps: wider ones would be coarser for all the others.
    private const double Covered = 0.9995;
    private const int Steps = sbyte.MaxValue;
    private const int SampleRows = 10_000;

    /// <param name="scale">Int8: one step.</param>
    /// <param name="centre">Int8 and Euclidean: what the steps are counted from, [dim]; otherwise empty.</param>
    public VectorCode(int dim, VectorStorage storage, float scale, float[] centre)
    {
        (Dim, Storage, Scale, Centre) = (dim, storage, scale, centre);
    }

    public int Dim { get; }

    public VectorStorage Storage { get; }

    public float Scale { get; }

    public float[] Centre { get; }

    /// <summary>A code for vectors such as these. Cost O(10,000 Dim log Dim) at most.</summary>
    public static VectorCode For(VectorStorage storage, VectorMetric metric, int dim, int count, Func<int, ReadOnlySpan<float>> vectorOf)
    {
        if (storage != VectorStorage.Int8) return new VectorCode(dim, storage, scale: 1, centre: []);
        int step = Math.Max(1, count / SampleRows), rows = (count + step - 1) / step;
        float[] centre = metric == VectorMetric.Euclidean && rows > 0 ? Means(dim, rows, row => vectorOf(row * step)) : [];
        float[] sizes = new float[rows * dim];
        for (int row = 0; row < rows; row++)
        {
            Span<float> target = sizes.AsSpan(row * dim, dim);
            if (centre.Length > 0) TensorPrimitives.Subtract(vectorOf(row * step), centre, target);
            else vectorOf(row * step).CopyTo(target);
            TensorPrimitives.Abs(target, target);
        }
        Array.Sort(sizes);
        float reach = sizes.Length == 0 ? 0 : sizes[(int)(Covered * (sizes.Length - 1))];
        // Mostly zeros: then the greatest, and any step will do where all are zero.
        if (reach == 0 && sizes.Length > 0) reach = sizes[^1];
        return new VectorCode(dim, storage, reach / Steps > 0 ? reach / Steps : 1, centre);
    }

    /// <summary>Writes the bytes; what pads them to whole lines stays as it is.</summary>
    public unsafe void Encode(ReadOnlySpan<float> vector, byte* target)
    {
        switch (Storage)
        {
            case VectorStorage.Float32:
                vector.CopyTo(new Span<float>(target, Dim));
                break;
            case VectorStorage.Float16:
                TensorPrimitives.ConvertToHalf(vector, new Span<Half>(target, Dim));
                // Beyond the greatest half there is only infinity, whose difference to itself is no number.
                foreach (ref Half value in new Span<Half>(target, Dim)) value = Half.Clamp(value, Half.MinValue, Half.MaxValue);
                break;
            default:
                var steps = new Span<sbyte>(target, Dim);
                for (int i = 0; i < steps.Length; i++)
                {
                    float value = Centre.Length > 0 ? vector[i] - Centre[i] : vector[i];
                    steps[i] = (sbyte)Math.Clamp(MathF.Round(value / Scale), -Steps, Steps);
                }
                break;
        }
    }

    private static float[] Means(int dim, int rows, Func<int, ReadOnlySpan<float>> vectorOf)
    {
        double[] sums = new double[dim];
        for (int row = 0; row < rows; row++)
        {
            ReadOnlySpan<float> vector = vectorOf(row);
            for (int i = 0; i < dim; i++) sums[i] += vector[i];
        }
        return Array.ConvertAll(sums, sum => (float)(sum / rows));
    }
}
