using OnnxRecs.Data;
using OnnxRecs.Numerics;

namespace OnnxRecs.Metrics;

/// <summary>What metrics know besides a list: how known the items are, of which genres, how alike, and what each user liked. Immutable, thread-safe.</summary>
/// <remarks>Built once for a data set: O(events + items * (log items + genres + dim)).</remarks>
public sealed class RunFacts
{
    private readonly PreparedData _data;
    private readonly Phase _phase;
    private readonly ulong[] _genreBits; // [items, words]
    private readonly double[] _units = []; // [items, dim]

    /// <param name="data">The data set; popularity is that of its training part.</param>
    /// <param name="vectors">One for each item, by which likeness is judged; null: there is none.</param>
    /// <param name="phase">Before whose events users are known by what they liked.</param>
    /// <exception cref="ArgumentException">There is not one vector for each item.</exception>
    public RunFacts(PreparedData data, VectorTable? vectors = null, Phase phase = Phase.Test)
    {
        if (vectors is not null && vectors.Count != data.ItemCount) throw new ArgumentException($"{vectors.Count} vectors are given for {data.ItemCount} items.", nameof(vectors));
        (_data, Vectors, _phase) = (data, vectors, phase);
        (Popularity, int likers) = LongTail.LikersOf(data.TrainPositives);
        PopularityRank = LongTail.Ranks(Popularity);
        HeadCount = LongTail.HeadCount(data.ItemCount);
        SelfInformation = Array.ConvertAll(Popularity, users => Math.Log2((double)Math.Max(likers, 1) / Math.Max(users, 1)));
        GenreCount = data.Catalog.GenreNames.Length;
        GenreWords = (GenreCount + 63) / 64;
        _genreBits = new ulong[data.ItemCount * GenreWords];
        for (int item = 0; item < data.ItemCount; item++)
        {
            foreach (int genre in data.Catalog.Genres[item]) _genreBits[item * GenreWords + genre / 64] |= 1UL << (genre % 64);
        }
        if (vectors is null) return;
        _units = new double[vectors.Values.Length];
        for (int item = 0; item < vectors.Count; item++)
        {
            double squares = 0;
            foreach (float x in vectors[item]) squares += (double)x * x;
            double inverseNorm = squares == 0 ? 0 : 1 / Math.Sqrt(squares);
            for (int d = 0; d < vectors.Dim; d++) _units[item * vectors.Dim + d] = vectors[item][d] * inverseNorm;
        }
    }

    public int ItemCount => _data.ItemCount;

    /// <summary>For each item how many users liked it in the training part.</summary>
    public int[] Popularity { get; }

    /// <summary>For each item its place by popularity, from 0, the most popular; see <see cref="LongTail.Ranks"/>.</summary>
    public int[] PopularityRank { get; }

    /// <summary>Items ranked below this are the head, all others the long tail.</summary>
    public int HeadCount { get; }

    /// <summary>
    /// For each item log2(users / users who liked it), in bits: what it says that somebody likes it. Users are those who liked anything in training;
    /// an item that nobody liked is taken for one that a single user did.
    /// </summary>
    public double[] SelfInformation { get; }

    /// <summary>How many genres there are; 0: none is known.</summary>
    public int GenreCount { get; }

    /// <summary>Words of a bit set of genres.</summary>
    public int GenreWords { get; }

    /// <summary>Item vectors, or null.</summary>
    public VectorTable? Vectors { get; }

    /// <summary>How much room metrics may use in <see cref="JudgedList.Scratch"/>.</summary>
    public int ScratchSize => Math.Max(2 * GenreCount, Vectors?.Dim ?? 0);

    /// <summary>Whether an item belongs to the long tail.</summary>
    public bool IsTail(int item) => PopularityRank[item] >= HeadCount;

    /// <summary>All items' genres, see <see cref="GenresOf"/>.</summary>
    public int[][] Genres => _data.Catalog.Genres;

    /// <summary>Indexes of an item's genres, ascending; empty: unknown.</summary>
    public ReadOnlySpan<int> GenresOf(int item) => _data.Catalog.Genres[item];

    /// <summary>All items' sets, [items, <see cref="GenreWords"/>].</summary>
    public ReadOnlySpan<ulong> GenreBits => _genreBits;

    /// <summary>An item's genres as a set of bits.</summary>
    public ReadOnlySpan<ulong> GenreBitsOf(int item) => _genreBits.AsSpan(item * GenreWords, GenreWords);

    /// <summary>An item's vector, made as long as 1; zeros where all of it is 0. In double precision: its sums must be exact enough to be squared.</summary>
    public ReadOnlySpan<double> UnitOf(int item) => _units.AsSpan(item * Vectors!.Dim, Vectors.Dim);

    /// <summary>What a user liked before the phase's events, oldest first.</summary>
    public ReadOnlySpan<int> LikedBy(int user) => _data.PositivesOf(user, _phase);
}
