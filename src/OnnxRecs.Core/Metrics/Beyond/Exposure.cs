namespace OnnxRecs.Metrics.Beyond;

/// <summary>How often items are shown.</summary>
internal static class Exposure
{
    /// <summary>For each item in how many lists it is among the first k. O(lists * k + items).</summary>
    public static int[] Count(ReadOnlySpan<int[]> lists, int k, int itemCount)
    {
        int[] counts = new int[itemCount];
        foreach (int[] list in lists)
        {
            foreach (int item in list.AsSpan(0, Math.Min(k, list.Length))) counts[item]++;
        }
        return counts;
    }
}
