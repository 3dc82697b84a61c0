using OnnxRecs.Numerics;

namespace OnnxRecs.Models;

/// <summary>Cuts 0 .. count - 1, in random order, into batches.</summary>
public static class Shuffled
{
    public static int BatchCount(int count, int batchSize) => (count + batchSize - 1) / batchSize;

    public static IEnumerable<ArraySegment<int>> Batches(int count, int batchSize, Rng rng)
    {
        int[] order = [.. Enumerable.Range(0, count)];
        rng.Shuffle(order.AsSpan());
        for (int from = 0; from < count; from += batchSize) yield return new ArraySegment<int>(order, from, Math.Min(batchSize, count - from));
    }
}
