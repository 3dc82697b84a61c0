using OnnxRecs.Config;

namespace OnnxRecs.Data;

/// <summary>Leaves out users and items with few events, again and again until all that are left have enough (the k-core of the graph).</summary>
/// <remarks>The result does not depend on the order. Repeated events count each. A core hides newcomers: figures on it say nothing of them.</remarks>
public static class KCore
{
    /// <summary>Applies both minimums; users and items are numbered anew. O(n) for each round, and rounds are few.</summary>
    /// <exception cref="InputException">Nothing is left.</exception>
    public static Dataset Of(Dataset data, FilterOptions options)
    {
        if (options is { MinPerUser: 1, MinPerItem: 1 }) return data;
        Interactions events = data.Interactions;
        int[] users = new int[events.UserCount], items = new int[events.ItemCount];
        bool[] keep = new bool[events.Count];
        for (int i = 0; i < keep.Length; i++)
        {
            keep[i] = true;
            users[events.Users[i]]++;
            items[events.Items[i]]++;
        }
        int left = keep.Length;
        for (int before = -1; before != left;)
        {
            before = left;
            for (int i = 0; i < keep.Length; i++)
            {
                if (!keep[i] || (users[events.Users[i]] >= options.MinPerUser && items[events.Items[i]] >= options.MinPerItem)) continue;
                keep[i] = false;
                users[events.Users[i]]--;
                items[events.Items[i]]--;
                left--;
            }
        }
        if (left == 0) throw new InputException($"$.filter: no user with {options.MinPerUser} and item with {options.MinPerItem} events is left of {data.Name}; lower them.");
        Dataset core = Subset.WithoutUnused(Subset.Of(data, keep));
        string note = $"users with fewer than {options.MinPerUser} and items with fewer than {options.MinPerItem} events are left out: "
            + $"{data.Facts.Users.Count - core.Facts.Users.Count:N0} users, {data.Facts.Items.Count - core.Facts.Items.Count:N0} items, {keep.Length - left:N0} events";
        return core with { Facts = core.Facts with { Notes = [.. core.Facts.Notes, note] } };
    }
}
