using OnnxRecs.Numerics;

namespace OnnxRecs.Models;

/// <summary>Cuts 0 .. count - 1, in random order, into batches.</summary>
/// <remarks>A single one that is left over joins the batch before it: alone it has no variance, which batch normalisation needs.</remarks>
public static class Shuffled
{
    public static int BatchCount(int count, int batchSize)
    {
        (int whole, int rest) = Math.DivRem(count, batchSize);
        return rest == 0 || (rest == 1 && whole > 0) ? whole : whole + 1;
    }

    public static IEnumerable<ArraySegment<int>> Batches(int count, int batchSize, Rng rng)
    {
        int[] order = [.. Enumerable.Range(0, count)];
        rng.Shuffle(order.AsSpan());
        int batches = BatchCount(count, batchSize);
        for (int batch = 0; batch < batches; batch++)
        {
            int from = batch * batchSize;
            yield return new ArraySegment<int>(order, from, batch < batches - 1 ? batchSize : count - from);
        }
    }
}
