using OnnxRecs.Ops;

namespace OnnxRecs.Layers;

/// <summary>Initial values after Glorot and Bengio (2010), also called Xavier: normal, as far from 0 as keeps the variance through a layer.</summary>
internal static class Glorot
{
    /// <summary>Rows to look up: [rows, width].</summary>
    public static Weight Table(WeightSet weights, string name, int rows, int width) => weights.Table(name, Deviation(rows, width), rows, width);

    /// <summary>A whole matrix: [rows, width].</summary>
    public static Weight Matrix(WeightSet weights, string name, int rows, int width) => weights.Normal(name, Deviation(rows, width), rows, width);

    private static double Deviation(int rows, int width) => Math.Sqrt(2.0 / (rows + width));
}
