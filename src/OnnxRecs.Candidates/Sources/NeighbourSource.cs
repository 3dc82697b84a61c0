using OnnxRecs.Numerics;
using OnnxRecs.Pipeline;

namespace OnnxRecs.Candidates.Sources;

/// <summary>Item to item: what lies nearest to the items that the user liked last, by their own vectors. Thread-safe.</summary>
/// <remarks>
/// The index is searched once for each of the last items, and the neighbours are dealt out in turn: the nearest of the latest item, of the
/// one before it, and so on, then the second nearest of each. By the best score instead, the item with the longest vector would bring all of
/// them. A score is 1 / place among the neighbours of one item. Somebody without a history gets an empty list.
/// </remarks>
public sealed class NeighbourSource : ICandidateSource
{
    private readonly IVectorIndex _index;
    private readonly VectorTable _vectors;

    /// <param name="index">Is asked.</param>
    /// <param name="vectors">Of its items: item i has row i.</param>
    /// <exception cref="ArgumentException">There is not one vector for each item of the index.</exception>
    public NeighbourSource(IVectorIndex index, VectorTable vectors)
    {
        if (vectors.Count != index.Count || vectors.Dim != index.Dim)
            throw new ArgumentException($"{vectors.Count} vectors of {vectors.Dim} are given for an index of {index.Count} of {index.Dim}.", nameof(vectors));
        _index = index;
        _vectors = vectors;
    }

    /// <inheritdoc/>
    public ScoredItems Find(Query query) => Find([query])[0];

    /// <summary>One list for each query; the neighbours of all of them are searched together.</summary>
    /// <exception cref="ArgumentException">Fewer than no items are wanted.</exception>
    public ScoredItems[] Find(IReadOnlyList<Query> queries)
    {
        int[][] last = [.. queries.Select(LastLiked.Of)];
        int total = last.Sum(items => items.Length), row = 0;
        float[] vectors = new float[total * _vectors.Dim];
        var asking = new Query[total];
        for (int i = 0; i < last.Length; i++)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(queries[i].Count, nameof(queries));
            foreach (int item in last[i])
            {
                _vectors[item].CopyTo(vectors.AsSpan(row * _vectors.Dim));
                // In the worst case all lists of a user are the same, so each must be long enough alone.
                asking[row++] = queries[i];
            }
        }
        ScoredItems[] neighbours = UnseenSearch.Find(_index, new VectorTable(vectors, _vectors.Dim), asking);
        var lists = new ScoredItems[last.Length];
        for (int i = 0, from = 0; i < lists.Length; from += last[i++].Length) lists[i] = Deal(neighbours.AsSpan(from, last[i].Length), queries[i].Count);
        return lists;
    }

    /// <summary>The first of each list, then the second of each, without repeats.</summary>
    private static ScoredItems Deal(ReadOnlySpan<ScoredItems> lists, int count)
    {
        var given = new HashSet<int>(count);
        int[] items = new int[count];
        float[] scores = new float[count];
        for (int place = 0; place < count; place++)
        {
            foreach (ScoredItems list in lists)
            {
                if (given.Count == count) break;
                if (place >= list.Count || !given.Add(list.Items[place])) continue;
                items[given.Count - 1] = list.Items[place];
                scores[given.Count - 1] = 1f / (place + 1);
            }
        }
        return new ScoredItems(items, scores).Head(given.Count);
    }
}
