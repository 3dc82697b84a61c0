using OnnxRecs.Numerics;

namespace OnnxRecs.Models;

/// <summary>Cuts 0 .. count - 1, in random order, into batches.</summary>
/// <remarks>A single one that is left over joins the batch before it: alone it has no variance, which batch normalisation needs.</remarks>
public static class Shuffled
{
    private const int PoolBatches = 16;

    public static int BatchCount(int count, int batchSize)
    {
        (int whole, int rest) = Math.DivRem(count, batchSize);
        return rest == 0 || (rest == 1 && whole > 0) ? whole : whole + 1;
    }

    public static ArraySegment<int>[] Batches(int count, int batchSize, Rng rng) => Cut(Order(count, rng), batchSize);

    /// <summary>The same, but with examples of like size in a batch, so that little of it is padding; batches come in random order.</summary>
    /// <remarks>Sorted are <see cref="PoolBatches"/> batches at a time, so that a batch is still mixed anew in every epoch.</remarks>
    public static ArraySegment<int>[] BatchesOfLikeSize(int[] sizes, int batchSize, Rng rng)
    {
        int[] order = Order(sizes.Length, rng);
        for (int from = 0; from < order.Length; from += PoolBatches * batchSize)
        {
            Span<int> pool = order.AsSpan(from, Math.Min(PoolBatches * batchSize, order.Length - from));
            Array.ConvertAll(pool.ToArray(), i => sizes[i]).AsSpan().Sort(pool);
        }
        ArraySegment<int>[] batches = Cut(order, batchSize);
        rng.Shuffle(batches.AsSpan());
        return batches;
    }

    private static int[] Order(int count, Rng rng)
    {
        int[] order = [.. Enumerable.Range(0, count)];
        rng.Shuffle(order.AsSpan());
        return order;
    }

    private static ArraySegment<int>[] Cut(int[] order, int batchSize)
    {
        var batches = new ArraySegment<int>[BatchCount(order.Length, batchSize)];
        for (int i = 0; i < batches.Length; i++)
        {
            int from = i * batchSize;
            batches[i] = new ArraySegment<int>(order, from, i < batches.Length - 1 ? batchSize : order.Length - from);
        }
        return batches;
    }
}
