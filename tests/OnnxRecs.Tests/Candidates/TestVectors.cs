using OnnxRecs.Numerics;

namespace OnnxRecs.Tests.Candidates;

/// <summary>Seeded vectors of known structure.</summary>
public static class TestVectors
{
    /// <summary>Independent normal values: no structure, the hardest case.</summary>
    public static VectorTable Gaussian(int count, int dim, ulong seed)
    {
        var rng = new Rng(seed);
        float[] values = new float[count * dim];
        for (int i = 0; i < values.Length; i++) values[i] = (float)rng.NextGaussian();
        return new VectorTable(values, dim);
    }

    /// <summary>Around centres that depend on the dimension and the number of clusters alone, so that items and queries share them.</summary>
    /// <param name="spread">Of the values about their centre, whose own is 1.</param>
    /// <param name="normSpread">Standard deviation of the logarithm of a factor on each vector; 0 for none.</param>
    public static VectorTable Clustered(int count, int dim, ulong seed, int clusters = 40, double spread = 0.3, double normSpread = 0)
    {
        VectorTable centres = Gaussian(clusters, dim, 1000);
        var rng = new Rng(seed);
        float[] values = new float[count * dim];
        for (int row = 0; row < count; row++)
        {
            ReadOnlySpan<float> centre = centres[rng.NextInt(clusters)];
            double factor = Math.Exp(normSpread * rng.NextGaussian());
            for (int i = 0; i < dim; i++) values[row * dim + i] = (float)(factor * (centre[i] + spread * rng.NextGaussian()));
        }
        return new VectorTable(values, dim);
    }

    /// <summary>Of length 1 in the plane, so that nearness is the angle between them.</summary>
    public static VectorTable Directions(params double[] degrees) =>
        new([.. degrees.SelectMany(degree => new[] { (float)Math.Cos(degree * Math.PI / 180), (float)Math.Sin(degree * Math.PI / 180) })], 2);

    public static VectorTable Equal(int count, int dim)
    {
        float[] values = new float[count * dim];
        Array.Fill(values, 0.5f);
        return new VectorTable(values, dim);
    }
}
