using OnnxRecs.Numerics;
using OnnxRecs.Pipeline;

namespace OnnxRecs.Candidates.Sources;

/// <summary>Items in one order for everybody, with what they are ordered by.</summary>
internal static class ItemOrder
{
    /// <summary>The items with a count above 0, the highest first; equal ones by the lower index. Cost O(n log n).</summary>
    public static ScoredItems ByCount(ReadOnlySpan<int> counts)
    {
        int[] items = new int[counts.Length];
        float[] scores = new float[counts.Length];
        int n = 0;
        for (int item = 0; item < counts.Length; item++)
        {
            if (counts[item] == 0) continue;
            (items[n], scores[n]) = (item, counts[item]);
            n++;
        }
        ScoreKey.Sort(items.AsSpan(0, n), scores.AsSpan(0, n));
        return new ScoredItems(items, scores).Head(n);
    }

    /// <summary>The first <see cref="Query.Count"/> items of the order that the user has not met. Cost O((c + s) log s) for c wanted and s seen items.</summary>
    /// <exception cref="ArgumentException">Fewer than no items are wanted.</exception>
    public static ScoredItems Unseen(ScoredItems order, Query query)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(query.Count, nameof(query));
        int head = (int)Math.Min((long)query.Count + query.Seen.Length, order.Count);
        int[] items = order.Items[..head];
        float[] scores = order.Scores[..head];
        int kept = SeenItems.Remove(query.Seen, items, scores);
        return new ScoredItems(items, scores).Head(Math.Min(kept, query.Count));
    }
}
