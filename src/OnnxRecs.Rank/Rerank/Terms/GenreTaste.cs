using OnnxRecs.Metrics.Beyond;
using OnnxRecs.Pipeline;

namespace OnnxRecs.Rank.Rerank.Terms;

/// <summary>The genres of the items, and what share of a user's history each has.</summary>
/// <param name="genres">For each item its genres.</param>
/// <param name="genreCount">How many there are.</param>
public sealed class GenreTaste(int[][] genres, int genreCount)
{
    public int GenreCount => genreCount;

    /// <summary>An item's genres.</summary>
    /// <exception cref="ArgumentException">There is no such item.</exception>
    public int[] Of(int item) => (uint)item < (uint)genres.Length ? genres[item] : throw new ArgumentException($"Item {item} is not in the catalogue of {genres.Length}.", nameof(item));

    /// <summary>p(g | u) of the history, see <see cref="GenreShares"/>; false where it tells nothing.</summary>
    public bool SharesOf(Query query, Span<double> shares) => GenreShares.Of(query.History, genres, shares);
}
