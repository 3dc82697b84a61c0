using System.Collections.Concurrent;

namespace OnnxRecs.Data;

/// <summary>Spreads a loop over the cores where it is long enough to be worth it.</summary>
internal static class InParallel
{
    /// <summary>Calls <paramref name="range"/> for parts (from, to) that cover 0 .. count - 1; parts may run at the same time.</summary>
    /// <param name="count">Length of the whole loop.</param>
    /// <param name="size">Length of a part; a loop that fits into one runs in the caller.</param>
    /// <param name="range">Works on from .. to - 1.</param>
    public static void Over(int count, int size, Action<int, int> range)
    {
        if (count <= size) range(0, count);
        else Parallel.ForEach(Partitioner.Create(0, count, size), part => range(part.Item1, part.Item2));
    }
}
