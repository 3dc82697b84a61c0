using System.Text.Json.Nodes;
using OnnxRecs.Config;
using OnnxRecs.Data;

namespace OnnxRecs.Rank.Filters;

/// <summary>What the options of every filter have.</summary>
public abstract record ItemFilterOptions
{
    /// <summary>False: it is not asked, its settings stay.</summary>
    public bool Enabled { get; init; } = true;
}

/// <summary>All filters: the one place where settings become some.</summary>
public static class FilterCatalog
{
    private static readonly Entry[] Entries =
    [
        New<SeenOptions>("seen", (_, _) => new SeenFilter()),
        New<BlockedOptions>("blocked", (options, data) => new BlockedFilter(options, data)),
        New<UnavailableOptions>("unavailable", UnavailableFilter.Create),
        New<CategoryOptions>("category", CategoryFilter.Create),
        New<AgeOptions>("age", AgeFilter.Create),
        New<MinPopularityOptions>("min-popularity", MinPopularityFilter.Create),
    ];

    public static IEnumerable<string> Names => Entries.Select(entry => entry.Name);

    /// <summary>Checks the options of every filter in the settings and notes all that is wrong.</summary>
    public static void Check(RankOptions options, string path, List<string> problems)
    {
        foreach ((string name, JsonObject settings) in options.Filters)
        {
            if (Array.Find(Entries, entry => entry.Name == name) is { } entry) StrictJson.Bind(settings, entry.Options, $"{path}.filters.{name}", problems);
            else problems.Add($"{path}.filters.{name}: there is no such filter ({string.Join(", ", Names)}){Spelling.Hint(name, Names)}");
        }
    }

    /// <summary>The filters that are on, in the order of the settings, which <see cref="Check"/> found right.</summary>
    /// <exception cref="InputException">An id or a name is unknown, or the data lack what a filter goes by.</exception>
    public static FilterChain Create(RankOptions options, PreparedData data)
    {
        var filters = new List<IFilter>();
        foreach ((string name, JsonObject settings) in options.Filters)
        {
            Entry entry = Array.Find(Entries, entry => entry.Name == name)!;
            var bound = (ItemFilterOptions)StrictJson.Bind(settings, entry.Options, name, []);
            if (bound.Enabled) filters.Add(entry.Create(bound, data));
        }
        if (Banned(options, data) is { } banned) filters.Add(banned);
        return new FilterChain(filters);
    }

    /// <summary>The file that the filters read, or "".</summary>
    internal static string FileOf(RankOptions options)
    {
        if (!options.Filters.TryGetValue("unavailable", out JsonObject? settings)) return "";
        UnavailableOptions bound = StrictJson.Bind<UnavailableOptions>(settings, "unavailable", []);
        return bound.Enabled ? bound.File : "";
    }

    // What is banned from every position does not take a candidate's place.
    private static CatalogueFilter? Banned(RankOptions options, PreparedData data)
    {
        bool[] forbidden = new bool[data.ItemCount];
        for (int b = 0; b < options.Bans.Length; b++)
        {
            if (options.Bans[b].Positions.Length == 0) forbidden[ItemIds.Require(options.Bans[b].Item, $"$.rank.bans[{b}].item", data)] = true;
        }
        return forbidden.Contains(true) ? new CatalogueFilter("bans", forbidden) : null;
    }

    private static Entry New<TOptions>(string name, Func<TOptions, PreparedData, IFilter> create)
        where TOptions : ItemFilterOptions => new(name, typeof(TOptions), (options, data) => create((TOptions)options, data));

    private sealed record Entry(string Name, Type Options, Func<ItemFilterOptions, PreparedData, IFilter> Create);
}
