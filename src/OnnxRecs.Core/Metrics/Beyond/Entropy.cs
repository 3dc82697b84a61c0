namespace OnnxRecs.Metrics.Beyond;

/// <summary>Shannon entropy of what is shown, in bits: 0 when one item is all that is shown, log2(items) when all are shown equally often.</summary>
/// <remarks>
/// -sum of p log2 p over the items' shares of all places. Source: Shani and Gunawardana, Recommender Systems Handbook 2011. NaN where nothing is shown.
/// Example: lists 0 1 and 0 2, k = 2: shares 1/2 1/4 1/4, 1/2 * 1 + 1/4 * 2 + 1/4 * 2 = 1.5 bits.
/// </remarks>
public sealed class Entropy : IRunMetric
{
    public string Name => "entropy";

    public double Of(ReadOnlySpan<int[]> lists, int k, RunFacts facts)
    {
        int[] counts = Exposure.Count(lists, k, facts.ItemCount);
        double total = 0, bits = 0;
        foreach (int count in counts) total += count;
        foreach (int count in counts)
        {
            if (count > 0) bits -= count / total * Math.Log2(count / total);
        }
        return total == 0 ? double.NaN : bits;
    }
}
