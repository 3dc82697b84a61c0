namespace OnnxRecs.Metrics;

/// <summary>What a rank is worth in cumulative gain: 1 / log2(rank + 1), ranks from 1 (Burges et al., ICML 2005).</summary>
internal static class Discount
{
    private static readonly double[] Table = [.. Enumerable.Range(0, 1024).Select(Compute)];

    /// <summary>Of the rank at this index, from 0.</summary>
    public static double At(int index) => index < Table.Length ? Table[index] : Compute(index);

    private static double Compute(int index) => 1 / Math.Log2(index + 2);
}
