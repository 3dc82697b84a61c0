using OnnxRecs.Data;
using OnnxRecs.Pipeline;

namespace OnnxRecs.Candidates.Sources;

/// <summary>The most popular items of the genres that the user liked last. Thread-safe.</summary>
/// <remarks>
/// Each of the last items has one vote, shared equally by its genres; genres share the places as they share the votes (highest averages,
/// d'Hondt: at each place the genre with the most votes / (places so far + 1), of equal ones the lower index), so that any head of the list is in
/// proportion. Within a genre items go by likes in training. A score is that quotient. Items that nobody liked are never given; somebody
/// whose last items have no genres gets an empty list. Cost O(c g + s) for c wanted and s seen items and g genres.
/// </remarks>
public sealed class GenreSource : ICandidateSource
{
    private readonly int[][] _genresOf;
    private readonly int[][] _itemsOf; // of each genre, the most popular first

    /// <exception cref="ArgumentException">The data know no genres.</exception>
    public GenreSource(PreparedData data)
    {
        if (Lacking(data) is { } lacking) throw new ArgumentException(lacking, nameof(data));
        _genresOf = data.Catalog.Genres;
        var itemsOf = new List<int>[data.Catalog.GenreNames.Length];
        for (int genre = 0; genre < itemsOf.Length; genre++) itemsOf[genre] = [];
        foreach (int item in ItemOrder.ByCount(data.TrainPositives.CountsOfItems()).Items)
        {
            foreach (int genre in _genresOf[item]) itemsOf[genre].Add(item);
        }
        _itemsOf = Array.ConvertAll(itemsOf, items => items.ToArray());
    }

    /// <summary>Why there are no genres to go by; null: there are.</summary>
    public static string? Lacking(PreparedData data) => data.Catalog.GenreNames.Length == 0 ? $"of the items of {data.Name} no genres are known" : null;

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">Fewer than no items are wanted.</exception>
    public ScoredItems Find(Query query)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(query.Count, nameof(query));
        double[] votes = new double[_itemsOf.Length];
        foreach (int item in LastLiked.Of(query))
        {
            foreach (int genre in _genresOf[item]) votes[genre] += 1.0 / _genresOf[item].Length;
        }
        var closed = new HashSet<int>(query.Seen);
        int[] items = new int[query.Count], places = new int[votes.Length], next = new int[votes.Length];
        float[] scores = new float[query.Count];
        int count = 0;
        while (count < query.Count && Strongest(votes, places) is >= 0 and int genre)
        {
            int[] own = _itemsOf[genre];
            while (next[genre] < own.Length && !closed.Add(own[next[genre]])) next[genre]++;
            if (next[genre] == own.Length)
            {
                votes[genre] = 0;
                continue;
            }
            scores[count] = (float)(votes[genre] / ++places[genre]);
            items[count++] = own[next[genre]++];
        }
        return new ScoredItems(items, scores).Head(count);
    }

    /// <summary>The genre that gets the next place; -1: no genre has votes left.</summary>
    private static int Strongest(double[] votes, int[] places)
    {
        int strongest = -1;
        double most = 0;
        for (int genre = 0; genre < votes.Length; genre++)
        {
            double quotient = votes[genre] / (places[genre] + 1);
            if (quotient > most) (strongest, most) = (genre, quotient);
        }
        return strongest;
    }
}
