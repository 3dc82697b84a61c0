namespace OnnxRecs.Metrics.Beyond;

/// <summary>Average percentage of long-tail items (APLT): the share of the first k items that belongs to the long tail.</summary>
/// <remarks>
/// Tail items / items in the list, then averaged over users; the tail is that of <see cref="LongTail"/>, and others' cuts give other numbers.
/// Source: Abdollahpouri, Burke and Mobasher, FLAIRS 2019. NaN for an empty list. Example: 5 items in the catalogue, item 0 the most
/// popular, list 0 3 4: 2/3.
/// </remarks>
public sealed class TailShare : IListMetric
{
    public string Name => "APLT";

    public bool IsAccuracy => false;

    public double Of(in JudgedList list, int k)
    {
        int tail = 0;
        foreach (int item in list.Head(k)) tail += list.Facts.IsTail(item) ? 1 : 0;
        return list.Items.IsEmpty ? double.NaN : (double)tail / list.Head(k).Length;
    }
}
