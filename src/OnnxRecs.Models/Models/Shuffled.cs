using OnnxRecs.Numerics;

namespace OnnxRecs.Models;

/// <summary>Cuts 0 .. count - 1, in random order, into batches.</summary>
public static class Shuffled
{
    private const int PoolBatches = 16;

    public static int BatchCount(int count, int batchSize) => (count + batchSize - 1) / batchSize;

    public static IEnumerable<ArraySegment<int>> Batches(int count, int batchSize, Rng rng)
    {
        int[] order = [.. Enumerable.Range(0, count)];
        rng.Shuffle(order.AsSpan());
        for (int from = 0; from < count; from += batchSize) yield return new ArraySegment<int>(order, from, Math.Min(batchSize, count - from));
    }

    /// <summary>The same, but with examples of like size in a batch, so that little of it is padding; batches come in random order.</summary>
    /// <remarks>Sorted are <see cref="PoolBatches"/> batches at a time, so that a batch is still mixed anew in every epoch.</remarks>
    public static IEnumerable<ArraySegment<int>> BatchesOfLikeSize(IReadOnlyList<int> sizes, int batchSize, Rng rng)
    {
        int[] order = [.. Enumerable.Range(0, sizes.Count)];
        rng.Shuffle(order.AsSpan());
        var batches = new List<ArraySegment<int>>();
        for (int from = 0; from < order.Length; from += PoolBatches * batchSize)
        {
            Span<int> pool = order.AsSpan(from, Math.Min(PoolBatches * batchSize, order.Length - from));
            Array.ConvertAll(pool.ToArray(), i => sizes[i]).AsSpan().Sort(pool);
            for (int start = from; start < from + pool.Length; start += batchSize) batches.Add(new ArraySegment<int>(order, start, Math.Min(batchSize, from + pool.Length - start)));
        }
        ArraySegment<int>[] mixed = [.. batches];
        rng.Shuffle(mixed.AsSpan());
        return mixed;
    }
}
