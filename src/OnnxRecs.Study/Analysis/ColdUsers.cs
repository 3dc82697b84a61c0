using OnnxRecs.Data;
using OnnxRecs.Data.Splitters;

namespace OnnxRecs.Study.Analysis;

/// <summary>How many users have how much to learn from.</summary>
/// <param name="Name">Their number of training events: "0", "1", "2", "3-4" or "5+".</param>
/// <param name="Users">How many of the users that have events at all.</param>
public sealed record ColdGroup(string Name, int Users);

/// <summary>Users and items of whom hardly anything is known.</summary>
/// <param name="Split">The split whose training part counts for users.</param>
/// <param name="Users">All groups, empty ones too.</param>
/// <param name="ColdItems">Items with events, but fewer than <see cref="Few"/> in the whole set.</param>
public sealed record ColdUsers(string Split, ColdGroup[] Users, int ColdItems)
{
    /// <summary>A user or item with fewer events is cold.</summary>
    public const int Few = 5;

    private static readonly string[] Names = ["0", "1", "2", "3-4", "5+"];

    /// <summary>Users with fewer than <see cref="Few"/> training events.</summary>
    public int Cold => Users.SkipLast(1).Sum(group => group.Users);

    /// <summary>Splits as the pipeline does by default. O(n) for n events.</summary>
    internal static ColdUsers Of(Interactions events, EventCounts counts)
    {
        Split split = TemporalUserSplitter.Split(events);
        int[] groups = new int[Names.Length];
        for (int user = 0; user < events.UserCount; user++)
        {
            if (counts.OfUsers[user] == 0) continue;
            groups[split.Train.HistoryOf(user).Length switch { 0 => 0, 1 => 1, 2 => 2, 3 or 4 => 3, _ => 4 }]++;
        }
        return new ColdUsers(split.Name, [.. Names.Select((name, i) => new ColdGroup(name, groups[i]))], counts.OfItems.Count(count => count is > 0 and < Few));
    }
}
