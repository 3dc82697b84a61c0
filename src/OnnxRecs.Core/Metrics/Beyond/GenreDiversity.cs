using System.Numerics;

namespace OnnxRecs.Metrics.Beyond;

/// <summary>Intra-list diversity by genres: how different two items of the first k are, on average.</summary>
/// <remarks>
/// Mean over all pairs of 1 - |common genres| / |genres of either| (Jaccard). Items without a known genre are left out; NaN where fewer than two
/// are left. Source: Ziegler et al., WWW 2005 (one less their similarity, averaged); Smyth and McClave, ICCBR 2001. Cost O(k^2 * genres / 64).
/// Example: {Comedy}, {Comedy, Drama}, {Drama}: (1/2 + 1 + 1/2) / 3 = 2/3.
/// </remarks>
public sealed class GenreDiversity : IListMetric
{
    public string Name => "diversity-genres";

    public bool IsAccuracy => false;

    public double Of(in JudgedList list, int k)
    {
        ReadOnlySpan<int> items = list.Head(k);
        RunFacts facts = list.Facts;
        if (facts.GenreWords == 1) return OfOneWord(items, facts);
        double sum = 0;
        int pairs = 0;
        for (int i = 0; i < items.Length; i++)
        {
            if (facts.GenresOf(items[i]).IsEmpty) continue;
            ReadOnlySpan<ulong> a = facts.GenreBitsOf(items[i]);
            for (int j = 0; j < i; j++)
            {
                if (facts.GenresOf(items[j]).IsEmpty) continue;
                sum += Distance(a, facts.GenreBitsOf(items[j]));
                pairs++;
            }
        }
        return pairs == 0 ? double.NaN : sum / pairs;
    }

    /// <summary>The same where 64 bits hold all genres, as in most data sets: without the bounds of spans.</summary>
    private static double OfOneWord(ReadOnlySpan<int> items, RunFacts facts)
    {
        ReadOnlySpan<ulong> bits = facts.GenreBits;
        double sum = 0;
        int pairs = 0;
        for (int i = 1; i < items.Length; i++)
        {
            ulong a = bits[items[i]];
            if (a == 0) continue;
            for (int j = 0; j < i; j++)
            {
                ulong b = bits[items[j]];
                if (b == 0) continue;
                sum += 1 - (double)BitOperations.PopCount(a & b) / BitOperations.PopCount(a | b);
                pairs++;
            }
        }
        return pairs == 0 ? double.NaN : sum / pairs;
    }

    private static double Distance(ReadOnlySpan<ulong> a, ReadOnlySpan<ulong> b)
    {
        int common = 0, either = 0;
        for (int word = 0; word < a.Length; word++)
        {
            common += BitOperations.PopCount(a[word] & b[word]);
            either += BitOperations.PopCount(a[word] | b[word]);
        }
        return 1 - (double)common / either;
    }
}
