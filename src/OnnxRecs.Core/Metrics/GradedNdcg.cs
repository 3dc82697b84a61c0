namespace OnnxRecs.Metrics;

/// <summary>NDCG that tells a target rated 5 from one rated 4.</summary>
/// <remarks>
/// DCG = sum over the ranks of gain / log2(rank + 1), divided by that of the user's targets in the best order. The gain of a target is
/// 2^rating - 1, of anything else 0 (see <see cref="Targets.Of"/>); where values are no ratings all gains are 1 and it equals <see cref="Ndcg"/>.
/// Source: Burges et al., ICML 2005; Jarvelin and Kekalainen, TOIS 2002, have linear gains. NaN where all targets are worth 0.
/// Example: ratings 4 and 5 sought (15 and 31), list: the 4, nothing, the 5; k = 3: (15 + 31/2) / (31 + 15/log2(3)) = 30.5 / 40.464 = 0.754.
/// </remarks>
public sealed class GradedNdcg : IListMetric
{
    public string Name => "NDCG-graded";

    public double Of(in JudgedList list, int k)
    {
        double ideal = Sum(list.IdealGains, k);
        return ideal == 0 ? double.NaN : Sum(list.Gains, k) / ideal;
    }

    private static double Sum(ReadOnlySpan<double> gains, int k)
    {
        double sum = 0;
        for (int i = 0; i < Math.Min(k, gains.Length); i++)
        {
            if (gains[i] != 0) sum += gains[i] * Discount.At(i);
        }
        return sum;
    }
}
