using OnnxRecs.Data;

namespace OnnxRecs.Metrics;

/// <summary>Some of the users that are judged.</summary>
/// <param name="Name">As printed.</param>
/// <param name="Places">Their places among the judged users, ascending.</param>
public sealed record UserGroup(string Name, int[] Places);

/// <summary>The groups that figures are reported for: everybody, newcomers apart from the others, and the busy apart from the rest.</summary>
/// <remarks>
/// "cold": fewer training events than <see cref="Config.SplitOptions.ColdStart"/>, which is why no model has learnt from them; "regular": the others.
/// "cold 0", "cold 1", "cold 2", "cold 3-4" and, where the limit is above 5, "cold 5+" are slices of the cold ones by that count. None of these is
/// reported where nobody is cold. "heavy": the fifth of the judged users (rounded up) with the most training events, equal ones by the lower
/// index; "light": the others. A group without users is left out.
/// </remarks>
public static class UserGroups
{
    public const string Everybody = "all";
    public const string Cold = "cold";
    public const string Regular = "regular";

    /// <summary>Not of users but of what is sought: only targets that are no part of the long tail.</summary>
    public const string HeadItems = "head items";

    /// <summary>Only targets that are part of the long tail.</summary>
    public const string TailItems = "tail items";

    private const int HeavyPart = 5;

    /// <summary>As reports state it.</summary>
    public static SortedDictionary<string, string> Definitions(int coldStart) => new(StringComparer.Ordinal)
    {
        [Cold] = $"users with fewer than {coldStart} events before the validation part; no model is trained on them, they are known by this short history",
        ["heavy"] = "the 20 % of the test users with the most events before the validation part, ties by the lower index; light: the others",
        ["head items, tail items"] = "all users, but only targets of the head or the long tail are sought",
    };

    /// <summary>All groups of some users; <see cref="Everybody"/> comes first.</summary>
    /// <param name="data">Says how many training events each has.</param>
    /// <param name="users">The judged users.</param>
    /// <param name="coldStart">From how many training events on a user is no longer cold; 0: nobody is.</param>
    public static UserGroup[] Of(PreparedData data, int[] users, int coldStart)
    {
        int[] counts = Array.ConvertAll(users, data.TrainingCountOf);
        var groups = new List<UserGroup> { Where(Everybody, _ => true) };
        if (counts.Any(count => count < coldStart))
        {
            groups.Add(Where(Regular, count => count >= coldStart));
            groups.Add(Where(Cold, count => count < coldStart));
            foreach ((string name, int from, int to) in new[] { ("cold 0", 0, 0), ("cold 1", 1, 1), ("cold 2", 2, 2), ("cold 3-4", 3, 4), ("cold 5+", 5, int.MaxValue) })
                groups.Add(Where(name, count => count < coldStart && count >= from && count <= to));
        }
        int[] byCount = [.. Enumerable.Range(0, users.Length).OrderByDescending(place => counts[place]).ThenBy(place => users[place])];
        int heavy = (users.Length + HeavyPart - 1) / HeavyPart;
        groups.Add(new UserGroup("heavy", [.. byCount.Take(heavy).Order()]));
        groups.Add(new UserGroup("light", [.. byCount.Skip(heavy).Order()]));
        return [.. groups.Where(group => group.Places.Length > 0)];

        UserGroup Where(string name, Func<int, bool> holds) => new(name, [.. Enumerable.Range(0, users.Length).Where(place => holds(counts[place]))]);
    }
}
