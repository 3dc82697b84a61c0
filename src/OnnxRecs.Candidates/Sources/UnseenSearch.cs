using OnnxRecs.Numerics;
using OnnxRecs.Pipeline;

namespace OnnxRecs.Candidates.Sources;

/// <summary>Asks an index for items that users have not met.</summary>
internal static class UnseenSearch
{
    /// <summary>
    /// For each query the <see cref="Query.Count"/> nearest unseen items, fewer where the catalogue ends. So many items are searched that enough
    /// remain when the seen ones are dropped.
    /// </summary>
    /// <param name="vectors">One for each query, of the index's dimension.</param>
    /// <exception cref="ArgumentException">A query asks for fewer than no items.</exception>
    public static ScoredItems[] Find(IVectorIndex index, VectorTable vectors, IReadOnlyList<Query> queries)
    {
        int[] counts = new int[queries.Count];
        for (int row = 0; row < counts.Length; row++)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(queries[row].Count, nameof(queries));
            counts[row] = (int)Math.Min((long)queries[row].Count + queries[row].Seen.Length, index.Count);
        }
        ScoredItems[] lists = index.SearchAll(vectors, counts);
        for (int row = 0; row < lists.Length; row++)
        {
            int kept = SeenItems.Remove(queries[row].Seen, lists[row].Items, lists[row].Scores);
            lists[row] = lists[row].Head(Math.Min(kept, queries[row].Count));
        }
        return lists;
    }
}
