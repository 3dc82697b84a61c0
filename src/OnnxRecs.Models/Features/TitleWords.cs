using System.Text;
using OnnxRecs.Data;

namespace OnnxRecs.Features;

/// <summary>The words of titles by feature hashing: no vocabulary, and a word that turns up later has a place already.</summary>
/// <remarks>
/// Weinberger et al., ICML 2009, arXiv:0902.2206; we differ in: no sign, since each bucket has a vector and not one number. A word is a run of letters and
/// digits in lower case; the release year, which many sets write behind the title, is none. Its bucket is FNV-1a (32 bits, over UTF-8) modulo
/// the number of buckets: the same everywhere and for ever.
/// </remarks>
public static class TitleWords
{
    /// <summary>For each item the distinct buckets of its first words, ascending; empty where only the id is known.</summary>
    public static int[][] BucketsOf(DatasetFacts facts, int buckets, int maxWords) =>
        [.. facts.Catalog.Titles.Select((title, item) => title == facts.Items[item] ? [] : BucketsOf(title, facts.Catalog.Years[item], buckets, maxWords))];

    /// <summary>The words of one title, in order and in lower case.</summary>
    /// <param name="title">Such as "Seven (Se7en) (1995)".</param>
    /// <param name="year">Left out where it stands in brackets; 0: unknown.</param>
    public static IEnumerable<string> Of(string title, int year)
    {
        int at = year == 0 ? -1 : title.LastIndexOf($"({year}", StringComparison.Ordinal);
        if (at >= 0) title = title.Remove(at, $"({year}".Length);
        var word = new StringBuilder();
        foreach (Rune rune in title.EnumerateRunes())
        {
            if (Rune.IsLetterOrDigit(rune))
            {
                word.Append(Rune.ToLowerInvariant(rune));
            }
            else if (word.Length > 0)
            {
                yield return word.ToString();
                word.Clear();
            }
        }
        if (word.Length > 0) yield return word.ToString();
    }

    /// <summary>FNV-1a over UTF-8: http://www.isthe.com/chongo/tech/comp/fnv/</summary>
    public static uint HashOf(string word)
    {
        uint hash = 2166136261;
        foreach (byte each in Encoding.UTF8.GetBytes(word)) hash = unchecked((hash ^ each) * 16777619);
        return hash;
    }

    private static int[] BucketsOf(string title, int year, int buckets, int maxWords) =>
        [.. Of(title, year).Take(maxWords).Select(word => (int)(HashOf(word) % (uint)buckets)).Distinct().Order()];
}
