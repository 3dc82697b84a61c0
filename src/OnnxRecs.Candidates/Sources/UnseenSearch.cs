using System.Buffers;
using OnnxRecs.Pipeline;

namespace OnnxRecs.Candidates.Sources;

/// <summary>Asks an index for items that the user has not met.</summary>
internal static class UnseenSearch
{
    /// <summary>
    /// The <see cref="Query.Count"/> nearest unseen items, fewer where the catalogue ends. So many items are searched that enough remain when
    /// the seen ones are dropped.
    /// </summary>
    /// <param name="vector">Of the index's dimension.</param>
    public static ScoredItems Find(IVectorIndex index, ReadOnlySpan<float> vector, Query query)
    {
        int k = (int)Math.Min((long)query.Count + query.Seen.Length, index.Count);
        int[] items = ArrayPool<int>.Shared.Rent(k);
        float[] scores = ArrayPool<float>.Shared.Rent(k);
        try
        {
            int found = index.Search(vector, items.AsSpan(0, k), scores.AsSpan(0, k));
            int kept = SeenItems.Remove(query.Seen, items.AsSpan(0, found), scores.AsSpan(0, found));
            int count = Math.Min(kept, query.Count);
            return new ScoredItems(items[..count], scores[..count]);
        }
        finally
        {
            ArrayPool<int>.Shared.Return(items);
            ArrayPool<float>.Shared.Return(scores);
        }
    }
}
