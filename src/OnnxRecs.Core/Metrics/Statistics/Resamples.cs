using OnnxRecs.Numerics;

namespace OnnxRecs.Metrics.Statistics;

/// <summary>Samples of the users, as many as there are, with replacement: drawn once, then used for every model, metric and group.</summary>
/// <remarks>
/// A sample says how often each user was drawn, so the sums of many rows of values over many samples are one matrix product. The users are put in
/// an order in which those that are in the same groups stand together (a cell), and this order is cut into chunks of one cell, for each of which
/// the counts lie packed for <see cref="InnerProducts"/>: short enough for the caches, and a group's sum is the sum of its cells. Memory: 4 bytes for
/// each user and sample, at most 64 MB; what does not fit is drawn again, block by block, each time it is asked for.
/// Cost of drawing: O(users * samples), shared by the cores. Thread-safe.
/// </remarks>
public sealed class Resamples
{
    // 64 MB of counts; with more than 350,000 users a block of the fewest samples is larger.
    private const int MaxCounts = 1 << 24;

    // What fills up a panel of InnerProducts.
    private const int FewestSamples = 48;

    // A panel of so many users and as many samples as it takes fits into the first cache.
    private const int MaxChunk = 192;

    private const ulong Stream = 0xb007;

    private readonly int[] _order;
    private readonly ulong _seed;
    private readonly ResampleBlock? _all;

    /// <param name="users">How many there are.</param>
    /// <param name="count">How many samples are drawn.</param>
    /// <param name="seed">Equal seeds give equal samples.</param>
    /// <param name="groups">For each group the places of its users among all.</param>
    /// <exception cref="ArgumentException">There are more than 64 groups.</exception>
    public Resamples(int users, int count, ulong seed, params IReadOnlyList<int[]> groups)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(users);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        if (groups.Count > 64) throw new ArgumentException($"{groups.Count} groups are more than 64.", nameof(groups));
        (Users, Count, _seed, Groups) = (users, count, seed, groups);
        ulong[] memberships = new ulong[users];
        for (int group = 0; group < groups.Count; group++)
        {
            foreach (int place in groups[group]) memberships[place] |= 1UL << group;
        }
        _order = [.. Enumerable.Range(0, users).OrderBy(place => memberships[place])]; // stable
        var chunks = new List<UserChunk>();
        var cells = new List<ulong>();
        for (int from = 0; from < users;)
        {
            ulong membership = memberships[_order[from]];
            if (cells.Count == 0 || cells[^1] != membership) cells.Add(membership);
            int to = from;
            while (to < users && to - from < MaxChunk && memberships[_order[to]] == membership) to++;
            chunks.Add(new UserChunk(from, to - from, cells.Count - 1));
            from = to;
        }
        (Chunks, CellCount) = ([.. chunks], cells.Count);
        CellsOf = [.. groups.Select((_, group) => Enumerable.Range(0, cells.Count).Where(cell => (cells[cell] >> group & 1) != 0).ToArray())];
        if ((long)users * count <= MaxCounts) _all = Draw(0, count);
    }

    /// <summary>How many users there are.</summary>
    public int Users { get; }

    /// <summary>How many samples there are.</summary>
    public int Count { get; }

    /// <summary>For each group the places of its users.</summary>
    public IReadOnlyList<int[]> Groups { get; }

    /// <summary>How many sets of users there are that are in the same groups.</summary>
    internal int CellCount { get; }

    /// <summary>For each group its cells.</summary>
    internal int[][] CellsOf { get; }

    /// <summary>All users, cell by cell.</summary>
    internal UserChunk[] Chunks { get; }

    /// <summary>The places of a chunk's users.</summary>
    internal ReadOnlySpan<int> PlacesOf(UserChunk chunk) => _order.AsSpan(chunk.From, chunk.Length);

    /// <summary>All samples, some at a time.</summary>
    internal IEnumerable<ResampleBlock> Blocks()
    {
        if (_all is not null)
        {
            yield return _all;
            yield break;
        }
        int size = Math.Max(MaxCounts / Math.Max(Users, 1) / FewestSamples, 1) * FewestSamples;
        for (int first = 0; first < Count; first += size) yield return Draw(first, Math.Min(size, Count - first));
    }

    private ResampleBlock Draw(int first, int count)
    {
        ushort[] counts = new ushort[checked(count * Users)];
        Parallel.For(0, count, sample => Draw(counts.AsSpan(sample * Users, Users), new Rng(_seed, Stream, (ulong)(first + sample))));
        var products = new InnerProducts[Chunks.Length];
        Parallel.For(0, products.Length, () => new float[count * MaxChunk], (chunk, _, room) =>
        {
            ReadOnlySpan<int> places = PlacesOf(Chunks[chunk]);
            float[] table = places.Length == MaxChunk ? room : new float[count * places.Length];
            for (int sample = 0; sample < count; sample++)
            {
                ReadOnlySpan<ushort> drawn = counts.AsSpan(sample * Users, Users);
                Span<float> row = table.AsSpan(sample * places.Length, places.Length);
                for (int i = 0; i < places.Length; i++) row[i] = drawn[places[i]];
            }
            products[chunk] = new InnerProducts(new VectorTable(table, places.Length));
            return room;
        }, _ => { });
        return new ResampleBlock(first, count, products);
    }

    private static void Draw(Span<ushort> counts, Rng rng)
    {
        Span<int> drawn = stackalloc int[256];
        for (int from = 0; from < counts.Length; from += drawn.Length)
        {
            Span<int> some = drawn[..Math.Min(drawn.Length, counts.Length - from)];
            rng.NextInts(counts.Length, some);
            foreach (int place in some) counts[place]++;
        }
    }
}

/// <summary>Some users of one cell, as places in the order of cells.</summary>
internal readonly record struct UserChunk(int From, int Length, int Cell);

/// <summary>Some of the samples.</summary>
/// <param name="First">The number of the first one.</param>
/// <param name="Count">How many there are.</param>
/// <param name="Counts">For each chunk how often its users were drawn, [samples, users], ready to be multiplied with.</param>
internal sealed record ResampleBlock(int First, int Count, InnerProducts[] Counts);
