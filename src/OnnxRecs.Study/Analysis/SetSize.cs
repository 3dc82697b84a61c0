using OnnxRecs.Data;

namespace OnnxRecs.Study.Analysis;

/// <summary>How large a data set is, and how much of all that could have happened did happen.</summary>
/// <param name="Users">Users with at least one event.</param>
/// <param name="Items">Items with at least one event.</param>
/// <param name="Events">All events.</param>
/// <param name="Pairs">Distinct pairs of user and item.</param>
/// <param name="SilentUsers">Users that are known but have no event.</param>
/// <param name="SilentItems">Items that are known but have no event.</param>
public sealed record SetSize(int Users, int Items, int Events, int Pairs, int SilentUsers, int SilentItems)
{
    /// <summary>Events of a user with an item that the same user has met before.</summary>
    public int Repeats => Events - Pairs;

    /// <summary>Pairs / (users * items), the share of the matrix that is filled; 0 where there are no events.</summary>
    public double Density => Events == 0 ? 0 : Pairs / ((double)Users * Items);

    /// <summary>1 - density.</summary>
    public double Sparsity => 1 - Density;

    /// <summary>O(n) for n events.</summary>
    internal static SetSize Of(Interactions events, EventCounts counts)
    {
        int[] lastUser = new int[events.ItemCount];
        Array.Fill(lastUser, -1);
        int pairs = 0;
        for (int i = 0; i < events.Count; i++)
        {
            // Events are sorted by user, so one mark for each item is enough.
            if (lastUser[events.Items[i]] == events.Users[i]) continue;
            lastUser[events.Items[i]] = events.Users[i];
            pairs++;
        }
        int silentUsers = counts.OfUsers.AsSpan().Count(0), silentItems = counts.OfItems.AsSpan().Count(0);
        return new SetSize(events.UserCount - silentUsers, events.ItemCount - silentItems, events.Count, pairs, silentUsers, silentItems);
    }
}
