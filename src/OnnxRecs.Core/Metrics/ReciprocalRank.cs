namespace OnnxRecs.Metrics;

/// <summary>Reciprocal rank: 1 / rank of the first hit among the first k items, 0 without one; its mean over users is MRR.</summary>
/// <remarks>Source: Voorhees, TREC-8 1999. Example: hits 0 0 1, k = 3: 1/3; k = 2: 0.</remarks>
public sealed class ReciprocalRank : IListMetric
{
    public string Name => "MRR";

    public double Of(in JudgedList list, int k)
    {
        int first = list.HitsTo(k).IndexOf(true);
        return first < 0 ? 0 : 1.0 / (first + 1);
    }
}
