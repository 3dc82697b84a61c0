namespace OnnxRecs.Data.Reading;

/// <summary>Gathers what is known of the users of a set. Users without events are passed over, but checked.</summary>
/// <param name="users">The users that events have.</param>
internal sealed class UserTable(IdMap users)
{
    private readonly UserCatalog _people = new(new int[users.Count], [.. Enumerable.Repeat("", users.Count)], [.. Enumerable.Repeat("", users.Count)]);
    private readonly bool[] _found = new bool[users.Count];
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);

    /// <summary>Adds a user's row; false where there has been one.</summary>
    public bool Add(string id, int age, string gender, string occupation)
    {
        if (!_known.Add(id)) return false;
        int user = users.IndexOf(id);
        if (user < 0) return true;
        _found[user] = true;
        (_people.Ages[user], _people.Genders[user], _people.Occupations[user]) = (age, gender, occupation);
        return true;
    }

    /// <summary>The users that have no row.</summary>
    public IEnumerable<string> Missing => users.Ids.Where((_, user) => !_found[user]);

    public UserCatalog Close() => _people;
}
