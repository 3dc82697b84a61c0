using System.Numerics.Tensors;
using OnnxRecs.Numerics;
using OnnxRecs.Pipeline;

namespace OnnxRecs.Candidates.Vectors;

/// <summary>How a vector becomes the bytes of a block.</summary>
/// <remarks>
/// Int8 takes the nearest of 255 steps of one size for all values, counted from the mean of each dimension where only differences matter and from 0
/// otherwise (<see cref="HasCentre"/>). The steps reach so far that a value in 2,000 is cut off. Float16 cuts off what is beyond 65,504.
/// </remarks>
internal sealed class VectorCode
{
    public const int MaxDim = 32_768;

    // Share of the values within the steps: wider ones would be coarser for all the others.
    private const double Covered = 0.9995;
    private const int Steps = sbyte.MaxValue;
    private const int SampleValues = 1_000_000;

    /// <param name="scale">Int8: one step.</param>
    /// <param name="centre">What the steps are counted from, [dim]; empty: from 0.</param>
    public VectorCode(int dim, VectorStorage storage, float scale, float[] centre)
    {
        (Dim, Storage, Scale, Centre) = (dim, storage, scale, centre);
    }

    public int Dim { get; }

    public VectorStorage Storage { get; }

    public float Scale { get; }

    public float[] Centre { get; }

    /// <summary>Whether only differences between vectors matter: not by inner product; by cosine, where vectors are 1 long, as well as by distance.</summary>
    public static bool HasCentre(VectorStorage storage, VectorMetric metric) => storage == VectorStorage.Int8 && metric != VectorMetric.InnerProduct;

    /// <summary>A code for vectors such as these, from a million of their values or so.</summary>
    public static VectorCode For(VectorStorage storage, VectorMetric metric, int dim, int count, Func<int, ReadOnlySpan<float>> vectorOf)
    {
        if (storage != VectorStorage.Int8) return new VectorCode(dim, storage, scale: 1, centre: []);
        int most = Math.Max(1, SampleValues / dim), step = (count + most - 1) / most, rows = count == 0 ? 0 : (count + step - 1) / step;
        float[] centre = HasCentre(storage, metric) && rows > 0 ? Means(dim, rows, row => vectorOf(row * step)) : [];
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

    /// <summary>
    /// A query by inner product, whose length says nothing about the order: written as long as the code can. Otherwise short ones would have few steps,
    /// and long ones would be cut off.
    /// </summary>
    /// <param name="stretched">Room for as many values.</param>
    public unsafe void EncodeStretched(ReadOnlySpan<float> query, Span<float> stretched, byte* target)
    {
        float greatest = TensorPrimitives.MaxMagnitude(query);
        // In double precision: the factor of a tiny query is beyond single precision.
        double factor = greatest == 0 ? 1 : (Storage == VectorStorage.Int8 ? Steps * (double)Scale : 1) / Math.Abs((double)greatest);
        for (int i = 0; i < query.Length; i++) stretched[i] = (float)(query[i] * factor);
        Encode(stretched, target);
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
                for (int i = 0; i < steps.Length; i++) steps[i] = (sbyte)Math.Clamp(MathF.Round((Centre.Length > 0 ? vector[i] - Centre[i] : vector[i]) / Scale), -Steps, Steps);
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
