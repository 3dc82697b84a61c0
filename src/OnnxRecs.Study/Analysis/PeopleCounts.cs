using OnnxRecs.Data;

namespace OnnxRecs.Study.Analysis;

/// <summary>Users of a gender, an age or an occupation.</summary>
/// <param name="Name">As the set writes it; of ages a year or a span of years.</param>
/// <param name="Users">Users with events.</param>
/// <param name="Events">Their events.</param>
public sealed record PeopleCount(string Name, int Users, long Events);

/// <summary>Who the users are, as far as the set says. Users without events are left out.</summary>
/// <param name="Genders">The most users first.</param>
/// <param name="Ages">
/// Ascending. As the set has them where there are at most <see cref="MostAges"/>, which is how age groups come; else by tens of years.
/// </param>
/// <param name="Occupations">The most users first.</param>
/// <param name="Unknown">Users of whom neither age nor gender nor occupation is known.</param>
public sealed record PeopleCounts(PeopleCount[] Genders, PeopleCount[] Ages, PeopleCount[] Occupations, int Unknown)
{
    internal const int MostAges = 10;

    /// <summary>Null where nothing is known of any user. O(users).</summary>
    internal static PeopleCounts? Of(UserCatalog people, EventCounts counts)
    {
        int[] users = [.. Enumerable.Range(0, counts.OfUsers.Length).Where(user => counts.OfUsers[user] > 0)];
        int unknown = users.Count(user => people.Ages[user] == 0 && people.Genders[user].Length == 0 && people.Occupations[user].Length == 0);
        if (unknown == users.Length) return null;

        int[] aged = [.. users.Where(user => people.Ages[user] > 0)];
        bool asTheyAre = aged.Select(user => people.Ages[user]).Distinct().Count() <= MostAges;
        IEnumerable<PeopleCount> ages = aged.GroupBy(user => asTheyAre ? people.Ages[user] : people.Ages[user] / 10 * 10).OrderBy(group => group.Key)
            .Select(group => Sum(asTheyAre ? $"{group.Key}" : $"{group.Key}\u2013{group.Key + 9}", group));
        return new PeopleCounts(ByName(people.Genders), [.. ages], ByName(people.Occupations), unknown);

        PeopleCount Sum(string name, IEnumerable<int> of) => new(name, of.Count(), of.Sum(user => (long)counts.OfUsers[user]));

        PeopleCount[] ByName(string[] names) =>
            [.. users.Where(user => names[user].Length > 0).GroupBy(user => names[user]).Select(group => Sum(group.Key, group))
                .OrderByDescending(count => count.Users).ThenBy(count => count.Name, StringComparer.Ordinal)];
    }
}
