using OnnxRecs.Data;

namespace OnnxRecs.Study.Analysis;

/// <summary>How many events each user and each item has: counted once, used by most figures.</summary>
/// <param name="OfUsers">One entry for each user.</param>
/// <param name="OfItems">One entry for each item.</param>
internal sealed record EventCounts(int[] OfUsers, int[] OfItems)
{
    /// <summary>O(n) for n events.</summary>
    public static EventCounts Of(Interactions events)
    {
        int[] users = new int[events.UserCount];
        for (int user = 0; user < users.Length; user++) users[user] = events.HistoryOf(user).Length;
        return new EventCounts(users, events.CountsOfItems());
    }
}
