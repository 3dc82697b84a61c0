using System.Buffers;

namespace OnnxRecs.Pipeline;

/// <summary>The one place that finds a user's seen items in a list. Cost O((s + n) log s) for s seen items; no allocation in steady state.</summary>
public static class SeenItems
{
    /// <summary>Sets the mark of every item that is in <paramref name="seen"/>, and leaves the other marks as they are.</summary>
    /// <param name="seen">Items in any order, repeats allowed.</param>
    /// <param name="items">The list.</param>
    /// <param name="marks">One for each item.</param>
    public static void Mark(ReadOnlySpan<int> seen, ReadOnlySpan<int> items, Span<bool> marks)
    {
        if (seen.IsEmpty) return;
        int[] rented = ArrayPool<int>.Shared.Rent(seen.Length);
        Span<int> sorted = rented.AsSpan(0, seen.Length);
        seen.CopyTo(sorted);
        sorted.Sort();
        for (int i = 0; i < items.Length; i++) marks[i] |= sorted.BinarySearch(items[i]) >= 0;
        ArrayPool<int>.Shared.Return(rented);
    }

    /// <summary>Moves the items that are not in <paramref name="seen"/> to the front, in their order, and returns how many there are.</summary>
    /// <param name="seen">Items in any order, repeats allowed.</param>
    /// <param name="items">The list; what stands behind the returned count is left over.</param>
    /// <param name="scores">One for each item, moved along.</param>
    public static int Remove(ReadOnlySpan<int> seen, Span<int> items, Span<float> scores)
    {
        if (seen.IsEmpty) return items.Length;
        bool[] rented = ArrayPool<bool>.Shared.Rent(items.Length);
        Span<bool> marks = rented.AsSpan(0, items.Length);
        marks.Clear();
        Mark(seen, items, marks);
        int kept = 0;
        for (int i = 0; i < items.Length; i++)
        {
            if (marks[i]) continue;
            (items[kept], scores[kept]) = (items[i], scores[i]);
            kept++;
        }
        ArrayPool<bool>.Shared.Return(rented);
        return kept;
    }
}
