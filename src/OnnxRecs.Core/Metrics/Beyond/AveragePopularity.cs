namespace OnnxRecs.Metrics.Beyond;

/// <summary>Average recommendation popularity (ARP): how many training users liked an item of the first k, on average.</summary>
/// <remarks>
/// Mean of <see cref="RunFacts.Popularity"/> over the list, then over users. Source: Yin et al., VLDB 2012. Lower means less of what everybody
/// knows, which is only a virtue at equal accuracy. NaN for an empty list. Example: items liked by 8 and by 2: 5.
/// </remarks>
public sealed class AveragePopularity : IListMetric
{
    public string Name => "ARP";

    public bool LowerIsBetter => true;

    public bool IsAccuracy => false;

    public double Of(in JudgedList list, int k)
    {
        long sum = 0;
        foreach (int item in list.Head(k)) sum += list.Facts.Popularity[item];
        return list.Items.IsEmpty ? double.NaN : (double)sum / list.Head(k).Length;
    }
}
