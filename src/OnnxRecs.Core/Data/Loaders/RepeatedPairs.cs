namespace OnnxRecs.Data.Loaders;

/// <summary>Events of a user with an item that the user has met before.</summary>
internal static class RepeatedPairs
{
    /// <summary>Their indexes, ascending. O(n).</summary>
    public static List<int> Of(Interactions events)
    {
        var repeats = new List<int>();
        int[] metBy = new int[events.ItemCount]; // the last user who met the item, from 1
        for (int i = 0; i < events.Count; i++)
        {
            if (metBy[events.Items[i]] == events.Users[i] + 1) repeats.Add(i);
            metBy[events.Items[i]] = events.Users[i] + 1;
        }
        return repeats;
    }
}
