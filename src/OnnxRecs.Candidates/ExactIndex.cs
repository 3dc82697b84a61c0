using System.Buffers;
using OnnxRecs.Candidates.Vectors;
using OnnxRecs.Numerics;
using OnnxRecs.Pipeline;

namespace OnnxRecs.Candidates;

/// <summary>Finds the nearest vectors by looking at every one: the truth that approximate indexes are measured against.</summary>
/// <remarks>
/// <para>A search finds min(k, items that pass) and costs O(Count Dim + k log k); of a filter's items only those that pass are scored. It runs on one core and
/// allocates nothing in steady state. <see cref="SearchAll"/> goes over the vectors once for sixteen queries, while a part of them is in the cache, and is
/// spread over the cores: for many queries it is several times faster. Both give the same bits. Equal scores are ordered by the lower index.</para>
/// <para>For a small catalogue this is the fastest index there is. The memory is native: it is freed when the index is disposed, or collected, and no search
/// is in it any more.</para>
/// </remarks>
public sealed unsafe class ExactIndex : IVectorIndex, IDisposable
{
    // Scores that are worked out before the best of them are taken: of sixteen queries they fit into the second cache.
    private const int Chunk = 8192;

    // Of the vectors that all queries of a group are multiplied with before the next ones are loaded.
    private const int TileBytes = 1 << 16;

    // Queries that go over the vectors together.
    private const int GroupSize = 16;

    private readonly VectorBlocks _blocks;

    /// <param name="vectors">Item i has row i. Copied.</param>
    /// <exception cref="ArgumentException">A vector is not finite or, by cosine, is zero.</exception>
    public ExactIndex(VectorTable vectors, VectorMetric metric = VectorMetric.InnerProduct)
    {
        IndexInput.CheckVectors(vectors, metric);
        (Metric, Dim, Count) = (metric, vectors.Dim, vectors.Count);
        _blocks = VectorBlocks.Allocate(new BlockLayout(Dim, VectorStorage.Float32, linkSlots: 0), Count);
        for (int item = 0; item < Count; item++) IndexInput.Store(vectors[item], metric, new Span<float>(_blocks.Vector(item), Dim));
    }

    public VectorMetric Metric { get; }

    public int Dim { get; }

    public int Count { get; }

    /// <inheritdoc/>
    /// <exception cref="ObjectDisposedException">The index has been disposed.</exception>
    public int Search(ReadOnlySpan<float> query, Span<int> items, Span<float> scores, ItemFilter? filter = null)
    {
        IndexInput.CheckSearch(query, Dim, Metric, items, scores);
        using var hold = new MemoryHold(_blocks.Owner);
        if (Count == 0 || items.IsEmpty) return 0;
        return Metric == VectorMetric.Euclidean ? Search<SquaredDifference>(query, items, scores, filter) : Search<Product>(query, items, scores, filter);
    }

    /// <inheritdoc/>
    /// <exception cref="ObjectDisposedException">The index has been disposed.</exception>
    public ScoredItems[] SearchAll(VectorTable queries, int[] counts)
    {
        IndexInput.CheckSearches(queries, counts, Dim, Metric);
        using var hold = new MemoryHold(_blocks.Owner);
        var lists = new ScoredItems[queries.Count];
        // All cores have something to do, and four queries go together where there are as many.
        int share = (queries.Count + Environment.ProcessorCount - 1) / Environment.ProcessorCount;
        int size = Math.Clamp((share + Scan.Width - 1) / Scan.Width * Scan.Width, Scan.Width, GroupSize);
        Parallel.For(0, (lists.Length + size - 1) / size, group =>
        {
            int first = group * size, count = Math.Min(size, lists.Length - first);
            if (Metric == VectorMetric.Euclidean) SearchGroup<SquaredDifference>(queries, counts, first, lists.AsSpan(first, count));
            else SearchGroup<Product>(queries, counts, first, lists.AsSpan(first, count));
        });
        return lists;
    }

    public void Dispose() => _blocks.Dispose();

    private int Search<TTerm>(ReadOnlySpan<float> query, Span<int> items, Span<float> scores, ItemFilter? filter)
        where TTerm : struct, ITerm
    {
        int chunk = Math.Min(Chunk, Count);
        byte[] padded = ArrayPool<byte>.Shared.Rent(_blocks.Layout.VectorBytes + BlockLayout.Line);
        float[] rentedScores = ArrayPool<float>.Shared.Rent(chunk + Scan.Width);
        int[] rentedItems = filter is null ? [] : ArrayPool<int>.Shared.Rent(chunk);
        var best = new RunningTopK(Math.Min(items.Length, Count));
        try
        {
            fixed (byte* start = padded)
            fixed (float* part = rentedScores)
            {
                byte* aligned = Aligned(start);
                Pad(query, aligned);
                for (int from = 0; from < Count; from += chunk)
                {
                    int to = Math.Min(from + chunk, Count);
                    if (filter is null) Scan.OneQuery<TTerm>(aligned, _blocks, from, to, part);
                    else if (!Filtered<TTerm>(aligned, filter, from, to, rentedItems, part)) continue;
                    best.Add(new ReadOnlySpan<float>(part, to - from), from);
                }
            }
            ReadOnlySpan<ulong> keys = best.Best();
            for (int i = 0; i < keys.Length; i++) (items[i], scores[i]) = (ScoreKey.Item(keys[i]), ScoreKey.Score(keys[i]));
            return keys.Length;
        }
        finally
        {
            best.Dispose();
            ArrayPool<byte>.Shared.Return(padded);
            ArrayPool<float>.Shared.Return(rentedScores);
            if (filter is not null) ArrayPool<int>.Shared.Return(rentedItems);
        }
    }

    /// <summary>Scores of the items that pass, and for the others one that is never chosen; false: none passes, and nothing was written.</summary>
    private bool Filtered<TTerm>(byte* query, ItemFilter filter, int from, int to, int[] passing, float* scores)
        where TTerm : struct, ITerm
    {
        int count = 0;
        for (int item = from; item < to; item++)
        {
            if (filter.Passes(item)) passing[count++] = item;
        }
        if (count == 0) return false;
        Scan.OneQuery<TTerm>(query, _blocks, passing.AsSpan(0, count), scores);
        // From the end, so that a score is read before its place is written.
        int next = to - 1;
        for (int i = count - 1; i >= 0; i--)
        {
            float score = scores[i];
            while (next > passing[i]) scores[next-- - from] = float.NegativeInfinity;
            scores[next-- - from] = score;
        }
        while (next >= from) scores[next-- - from] = float.NegativeInfinity;
        return true;
    }

    /// <summary>What some queries find that go over the vectors together.</summary>
    private void SearchGroup<TTerm>(VectorTable queries, int[] counts, int first, Span<ScoredItems> lists)
        where TTerm : struct, ITerm
    {
        int chunk = Math.Min(Chunk, Count), stride = chunk + Scan.Width, vectorBytes = _blocks.Layout.VectorBytes;
        int tile = Math.Max(Scan.Width, TileBytes / vectorBytes / Scan.Width * Scan.Width);
        byte[] padded = ArrayPool<byte>.Shared.Rent(lists.Length * vectorBytes + BlockLayout.Line);
        float[] rentedScores = ArrayPool<float>.Shared.Rent(lists.Length * stride);
        // Whoever wants nothing gets one place too many, which is cut off again.
        var best = new RunningTopK[lists.Length];
        for (int i = 0; i < best.Length; i++) best[i] = new RunningTopK(Math.Clamp(counts[first + i], 1, Math.Max(Count, 1)));
        try
        {
            fixed (byte* start = padded)
            fixed (float* scores = rentedScores)
            {
                byte* aligned = Aligned(start);
                for (int i = 0; i < lists.Length; i++) Pad(queries[first + i], aligned + i * vectorBytes);
                for (int from = 0; from < Count; from += chunk)
                {
                    int to = Math.Min(from + chunk, Count);
                    for (int at = from; at < to; at += tile) ScoreTile<TTerm>(aligned, lists.Length, at, Math.Min(at + tile, to), scores + (at - from), stride);
                    for (int i = 0; i < lists.Length; i++) best[i].Add(new ReadOnlySpan<float>(scores + i * stride, to - from), from);
                }
            }
            for (int i = 0; i < lists.Length; i++) lists[i] = ListOf(best[i].Best(), counts[first + i]);
        }
        finally
        {
            foreach (RunningTopK each in best) each.Dispose();
            ArrayPool<byte>.Shared.Return(padded);
            ArrayPool<float>.Shared.Return(rentedScores);
        }
    }

    private void ScoreTile<TTerm>(byte* queries, int count, int from, int to, float* scores, nint stride)
        where TTerm : struct, ITerm
    {
        int i = 0, vectorBytes = _blocks.Layout.VectorBytes;
        if (Scan.IsWide)
        {
            for (; i <= count - Scan.Width; i += Scan.Width) Scan.FourQueries<TTerm>(queries + i * vectorBytes, _blocks, from, to, scores + i * stride, stride);
        }
        for (; i < count; i++) Scan.OneQuery<TTerm>(queries + i * vectorBytes, _blocks, from, to, scores + i * stride);
    }

    private static ScoredItems ListOf(ReadOnlySpan<ulong> keys, int count)
    {
        int[] items = new int[Math.Min(keys.Length, count)];
        float[] scores = new float[items.Length];
        for (int i = 0; i < items.Length; i++) (items[i], scores[i]) = (ScoreKey.Item(keys[i]), ScoreKey.Score(keys[i]));
        return new ScoredItems(items, scores);
    }

    private static byte* Aligned(byte* start) => start + (-(nint)start & (BlockLayout.Line - 1));

    private void Pad(ReadOnlySpan<float> query, byte* target)
    {
        new Span<byte>(target, _blocks.Layout.VectorBytes).Clear();
        IndexInput.Store(query, Metric, new Span<float>(target, Dim));
    }
}
