namespace OnnxRecs.Data.Reading;

/// <summary>Gathers what is known of the items of a set. Items that nobody met are passed over, but checked.</summary>
/// <param name="items">The items that events have.</param>
internal sealed class ItemTable(IdMap items)
{
    private readonly string?[] _titles = new string?[items.Count];
    private readonly int[] _years = new int[items.Count];
    private readonly LabelTable _genres = new();
    private readonly LabelTable _tags = new();
    private readonly LabelTable _providers = new();
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);

    /// <summary>Adds an item's row; false where it has had one.</summary>
    /// <param name="id">Outside id.</param>
    /// <param name="title">Empty: unknown.</param>
    /// <param name="year">Null: it is looked for in the title.</param>
    /// <param name="genres">In any order.</param>
    /// <param name="provider">Empty: unknown.</param>
    public bool Add(string id, string title, int? year, ReadOnlySpan<string> genres, string provider = "")
    {
        if (!_known.Add(id)) return false;
        int item = items.IndexOf(id);
        if (item < 0) return true;
        title = title.Trim();
        _titles[item] = title.Length == 0 ? id : title;
        _years[item] = year ?? YearOf(title);
        foreach (string genre in genres) _genres.Add(item, genre);
        if (provider.Length > 0) _providers.Add(item, provider);
        return true;
    }

    /// <summary>Adds a word that somebody gave to an item; letter case and blanks around it do not count.</summary>
    public void Tag(string id, string tag)
    {
        int item = items.IndexOf(id);
        string word = tag.Trim().ToLowerInvariant();
        if (item >= 0 && word.Length > 0) _tags.Add(item, word);
    }

    /// <summary>The items that have no row.</summary>
    public IEnumerable<string> Missing => items.Ids.Where((_, item) => _titles[item] is null);

    public ItemCatalog Close()
    {
        for (int item = 0; item < items.Count; item++) _titles[item] ??= items[item];
        (string[] genreNames, int[][] genres) = _genres.Close(items.Count);
        (string[] tagNames, int[][] tags) = _tags.Close(items.Count);
        (string[] providerNames, int[][] providers) = _providers.Close(items.Count);
        return new ItemCatalog(_titles!, _years, genreNames, genres)
        {
            TagNames = tagNames,
            Tags = tags,
            ProviderNames = providerNames,
            Providers = Array.ConvertAll(providers, known => known is [int provider] ? provider : -1),
        };
    }

    /// <summary>The year of "Title (1995)" or, of a series, the first one of "Title (2006-2007)"; 0 where there is none.</summary>
    internal static int YearOf(ReadOnlySpan<char> title)
    {
        for (int open = title.LastIndexOf('('); open >= 0; open = title[..open].LastIndexOf('('))
        {
            ReadOnlySpan<char> inside = title[(open + 1)..];
            if (inside.Length > 4 && inside[4] is ')' or '-' or '\u2013' && int.TryParse(inside[..4], out int year) && year is > 1800 and < 2200) return year;
        }
        return 0;
    }
}
