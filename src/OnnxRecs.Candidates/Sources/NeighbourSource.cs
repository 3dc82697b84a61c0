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
    /// <exception cref="ArgumentException">Fewer than no items are wanted.</exception>
    public ScoredItems Find(Query query)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(query.Count, nameof(query));
        // In the worst case all lists are the same, so each must be long enough alone.
        ScoredItems[] neighbours = Array.ConvertAll(LastLiked.Of(query), item => UnseenSearch.Find(_index, _vectors[item], query));
        var given = new HashSet<int>(query.Count);
        int[] items = new int[query.Count];
        float[] scores = new float[query.Count];
        for (int place = 0; place < query.Count; place++)
        {
            foreach (ScoredItems list in neighbours)
            {
                if (given.Count == query.Count) break;
                if (place >= list.Count || !given.Add(list.Items[place])) continue;
                items[given.Count - 1] = list.Items[place];
                scores[given.Count - 1] = 1f / (place + 1);
            }
        }
        return new ScoredItems(items, scores).Head(given.Count);
    }
}
