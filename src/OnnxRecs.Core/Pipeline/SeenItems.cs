using System.Buffers;

namespace OnnxRecs.Pipeline;

/// <summary>The one place that takes a user's seen items out of a list.</summary>
public static class SeenItems
{
    /// <summary>
    /// Moves the items that are not in <paramref name="seen"/> to the front, in their order, and returns how many there are.
    /// Cost O((s + n) log s) for s seen items; no allocation in steady state.
    /// </summary>
    /// <param name="seen">Items in any order, repeats allowed.</param>
    /// <param name="items">The list; what stands behind the returned count is left over.</param>
    /// <param name="scores">One for each item, moved along.</param>
    public static int Remove(ReadOnlySpan<int> seen, Span<int> items, Span<float> scores)
    {
        if (seen.IsEmpty) return items.Length;
        int[] rented = ArrayPool<int>.Shared.Rent(seen.Length);
        Span<int> sorted = rented.AsSpan(0, seen.Length);
        seen.CopyTo(sorted);
        sorted.Sort();
        int kept = 0;
        for (int i = 0; i < items.Length; i++)
        {
            if (sorted.BinarySearch(items[i]) >= 0) continue;
            items[kept] = items[i];
            scores[kept++] = scores[i];
        }
        ArrayPool<int>.Shared.Return(rented);
        return kept;
    }
}
