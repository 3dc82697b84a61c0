using System.Numerics.Tensors;

namespace OnnxRecs.Metrics.Beyond;

/// <summary>Intra-list diversity by vectors: how far apart two items of the first k are, on average.</summary>
/// <remarks>
/// Mean over all pairs of 1 - cosine; in 0 .. 2. A vector of zeros is at distance 1 from every other. NaN without vectors or with fewer than two items.
/// With unit vectors u and their sum S the cosines of all pairs add up to (|S|^2 - sum |u|^2) / 2, so it costs O(k * dim) and not k^2.
/// Source: Ziegler et al., WWW 2005, with the vectors of a model's item tower. Example: (1, 0), (1, 0), (0, 1): (0 + 1 + 1) / 3 = 2/3.
/// </remarks>
public sealed class VectorDiversity : IListMetric
{
    public string Name => "diversity-vectors";

    public bool IsAccuracy => false;

    public double Of(in JudgedList list, int k)
    {
        ReadOnlySpan<int> items = list.Head(k);
        if (list.Facts.Vectors is not { } vectors || items.Length < 2) return double.NaN;
        Span<double> sum = list.Scratch[..vectors.Dim];
        sum.Clear();
        int units = 0;
        foreach (int item in items)
        {
            ReadOnlySpan<double> unit = list.Facts.UnitOf(item);
            if (unit.ContainsAnyExcept(0)) units++;
            TensorPrimitives.Add(sum, unit, sum);
        }
        double square = TensorPrimitives.SumOfSquares<double>(sum);
        double pairs = items.Length * (items.Length - 1) / 2.0;
        return 1 - (square - units) / 2 / pairs;
    }
}
