using System.Numerics.Tensors;
using OnnxRecs.Numerics;

namespace OnnxRecs.Models.Classical;

/// <summary>The vectors of all users, or of all items, of <see cref="Ials"/>.</summary>
internal sealed class IalsSide
{
    /// <summary>Small random values.</summary>
    public IalsSide(int count, int width, Rng rng)
    {
        // A block's columns are filled up to whole steps, which may reach past the width; and rows at a distance of whole pages would crowd each other out of the cache.
        (Count, Stride) = (count, MatrixProduct.Padded(width) + MatrixProduct.ColumnStep);
        Values = new float[count * Stride];
        double deviation = 0.1 / Math.Sqrt(width);
        for (int row = 0; row < count; row++)
        {
            foreach (ref float value in RowOf(row)[..width]) value = (float)(rng.NextGaussian() * deviation);
        }
    }

    public int Count { get; }

    /// <summary>Distance of rows.</summary>
    public int Stride { get; }

    /// <summary>[count, stride]; beyond the width all is 0.</summary>
    public float[] Values { get; }

    public Span<float> RowOf(int row) => Values.AsSpan(row * Stride, Stride);

    /// <summary>[stride, stride]: what the matrices of all rows of the other side begin with, the weighted product of all vectors and the regularisation by pairs.</summary>
    public float[] Shared(IalsOptions options)
    {
        float[] shared = new float[Stride * Stride];
        Gram.Add(Values, Count, options.Factors, Stride, shared, Stride);
        TensorPrimitives.Multiply(shared, (float)options.UnobservedWeight, shared);
        for (int i = 0; i < options.Factors; i++)
        {
            shared[i * Stride + i] += (float)(options.Regularization * options.UnobservedWeight * Count);
            for (int j = 0; j < i; j++) shared[i * Stride + j] = shared[j * Stride + i];
        }
        return shared;
    }
}
