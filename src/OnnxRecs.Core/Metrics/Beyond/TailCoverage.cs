namespace OnnxRecs.Metrics.Beyond;

/// <summary>Average coverage of long-tail items (ACLT): the share of the long tail that at least one user is shown among the first k.</summary>
/// <remarks>
/// Distinct tail items in the first k of all lists / tail items; the tail is that of <see cref="LongTail"/>. Named in Abdollahpouri, Burke and Mobasher,
/// FLAIRS 2019, as what fraction of the tail is covered; their formula read literally, the sum over users of the tail items in each list / users,
/// is k times <see cref="TailShare"/> and says nothing new. NaN without a tail. Example: 5 items, item 0 the head, lists 0 3 and 0 4, k = 2: 2/4.
/// </remarks>
public sealed class TailCoverage : IRunMetric
{
    public string Name => "ACLT";

    public double Of(ReadOnlySpan<int[]> lists, int k, RunFacts facts)
    {
        int[] counts = Exposure.Count(lists, k, facts.ItemCount);
        int tail = facts.ItemCount - facts.HeadCount, shown = 0;
        for (int item = 0; item < counts.Length; item++)
        {
            if (counts[item] > 0 && facts.IsTail(item)) shown++;
        }
        return tail == 0 ? double.NaN : (double)shown / tail;
    }
}
