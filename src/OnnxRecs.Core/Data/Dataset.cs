namespace OnnxRecs.Data;

/// <summary>What the values of events are.</summary>
public enum ValueKind
{
    /// <summary>Stars: how much it was liked. "Liked" begins at 4 unless the settings say otherwise.</summary>
    Rating,

    /// <summary>How often: plays, purchases. Any count is "liked" unless the settings say otherwise.</summary>
    Count,

    /// <summary>That it happened: the value is 1.</summary>
    Event,
}

/// <summary>What the times of events are.</summary>
public enum TimeKind
{
    /// <summary>Unix seconds; 0: unknown.</summary>
    Moment,

    /// <summary>The number of the row: all events are in order, but nobody knows when they were.</summary>
    Order,

    /// <summary>The place among the user's own events: those of different users cannot be compared.</summary>
    OrderOfUser,
}

/// <summary>What is known of the items. All lists have one entry for each item, or for each name.</summary>
/// <param name="Titles">Where none is known, the item's id.</param>
/// <param name="Years">Release years; 0: unknown.</param>
/// <param name="GenreNames">The names of the genres or categories.</param>
/// <param name="Genres">For each item the indexes into <paramref name="GenreNames"/>, ascending; empty where none is known.</param>
public sealed record ItemCatalog(string[] Titles, int[] Years, string[] GenreNames, int[][] Genres)
{
    /// <summary>The words that people gave to items.</summary>
    public string[] TagNames { get; init; } = [];

    /// <summary>For each item the distinct indexes into <see cref="TagNames"/>, ascending.</summary>
    public int[][] Tags { get; init; } = [.. Titles.Select(_ => Array.Empty<int>())];

    /// <summary>Who makes or sells items: brands, labels, publishers.</summary>
    public string[] ProviderNames { get; init; } = [];

    /// <summary>For each item the index into <see cref="ProviderNames"/>; -1: unknown.</summary>
    public int[] Providers { get; init; } = [.. Titles.Select(_ => -1)];
}

/// <summary>What is known of the users, one entry for each.</summary>
/// <param name="Ages">In years, or the lowest year of an age group; 0: unknown.</param>
/// <param name="Genders">As the set writes them; empty: unknown.</param>
/// <param name="Occupations">Names; empty: unknown.</param>
public sealed record UserCatalog(int[] Ages, string[] Genders, string[] Occupations)
{
    /// <summary>Of users of whom nothing is known.</summary>
    public static UserCatalog Unknown(int userCount)
    {
        string[] none = new string[userCount];
        Array.Fill(none, "");
        return new UserCatalog(new int[userCount], none, none);
    }
}

/// <summary>What is known of a data set besides its events.</summary>
public sealed record DatasetFacts
{
    /// <exception cref="ArgumentException">A list does not have one entry for each user or item.</exception>
    public DatasetFacts(string name, string licence, ValueKind kind, IdMap users, IdMap items, ItemCatalog catalog, UserCatalog? people = null)
    {
        people ??= UserCatalog.Unknown(users.Count);
        foreach (int length in (int[])[catalog.Titles.Length, catalog.Years.Length, catalog.Genres.Length, catalog.Tags.Length, catalog.Providers.Length])
        {
            if (length != items.Count) throw new ArgumentException($"The catalogue does not have one title, year, provider and list of genres and tags for each of the {items.Count} items.", nameof(catalog));
        }
        foreach (int length in (int[])[people.Ages.Length, people.Genders.Length, people.Occupations.Length])
        {
            if (length != users.Count) throw new ArgumentException($"There is not one age, gender and occupation for each of the {users.Count} users.", nameof(people));
        }
        (Name, Licence, Kind, Users, Items, Catalog, People) = (name, licence, kind, users, items, catalog, people);
    }

    /// <summary>The published name, such as "ml-1m".</summary>
    public string Name { get; }

    /// <summary>One line on the terms of use.</summary>
    public string Licence { get; }

    /// <summary>What the values of events are.</summary>
    public ValueKind Kind { get; }

    /// <summary>Outside ids of users.</summary>
    public IdMap Users { get; }

    /// <summary>Outside ids of items.</summary>
    public IdMap Items { get; }

    /// <summary>What is known of the items.</summary>
    public ItemCatalog Catalog { get; }

    /// <summary>What is known of the users.</summary>
    public UserCatalog People { get; }

    /// <summary>What the times of events are.</summary>
    public TimeKind Times { get; init; }

    /// <summary>What a reader of the figures must know of this copy, such as "partly reconstructed times".</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}

/// <summary>A split that was published with the data.</summary>
/// <param name="Name">As published, such as "u1".</param>
/// <param name="IsTest">For each event, in the order of <see cref="Dataset.Interactions"/>.</param>
/// <param name="Negatives">For each user the items that a sampled evaluation ranks its targets against, or null where none were published.</param>
public sealed record PublishedSplit(string Name, bool[] IsTest, int[][]? Negatives = null);

/// <summary>A data set as read: everything that happened, repeats included, and what the ids mean.</summary>
/// <param name="Facts">Names, ids, and what is known of users and items.</param>
/// <param name="Interactions">All events.</param>
/// <param name="PublishedSplits">Splits that came with the data.</param>
public sealed record Dataset(DatasetFacts Facts, Interactions Interactions, params IReadOnlyList<PublishedSplit> PublishedSplits)
{
    public string Name => Facts.Name;
}
