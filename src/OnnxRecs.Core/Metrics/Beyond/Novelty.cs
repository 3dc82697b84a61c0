namespace OnnxRecs.Metrics.Beyond;

/// <summary>Novelty: the mean self-information of the first k items, in bits.</summary>
/// <remarks>
/// Mean of log2(users / users who liked the item), training part; see <see cref="RunFacts.SelfInformation"/>. Each bit halves how many know it.
/// Source: Zhou et al., PNAS 2010. NaN for an empty list. Example: 8 users, items liked by 8 and by 2 of them: (0 + 2) / 2 = 1 bit.
/// </remarks>
public sealed class Novelty : IListMetric
{
    public string Name => "novelty";

    public bool IsAccuracy => false;

    public double Of(in JudgedList list, int k)
    {
        double sum = 0;
        foreach (int item in list.Head(k)) sum += list.Facts.SelfInformation[item];
        return list.Items.IsEmpty ? double.NaN : sum / list.Head(k).Length;
    }
}
