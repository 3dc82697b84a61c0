using OnnxRecs.Config;
using OnnxRecs.Data;
using OnnxRecs.Pipeline;

namespace OnnxRecs.Rank.Filters;

/// <summary>What nobody is shown, and what single users are not.</summary>
public sealed record BlockedOptions : ItemFilterOptions
{
    /// <summary>Outside ids of items that are for nobody.</summary>
    public string[] Items { get; init; } = [];

    /// <summary>What single users do not want to see.</summary>
    public BlockedByUser[] Users { get; init; } = [];
}

/// <summary>One user's list of blocked items.</summary>
public sealed record BlockedByUser
{
    /// <summary>Outside id; one that the data do not have may be a newcomer's.</summary>
    public string User { get; init; } = "";

    /// <summary>Outside ids.</summary>
    public string[] Items { get; init; } = [];
}

/// <summary>Drops blocked items.</summary>
public sealed class BlockedFilter : IFilter
{
    private readonly bool[] _forAll;
    private readonly Dictionary<string, HashSet<int>> _byUser = new(StringComparer.Ordinal);

    /// <exception cref="InputException">An item is unknown.</exception>
    public BlockedFilter(BlockedOptions options, PreparedData data)
    {
        const string Path = "$.rank.filters.blocked";
        _forAll = new bool[data.ItemCount];
        foreach (int item in ItemIds.Require(options.Items, $"{Path}.items", data)) _forAll[item] = true;
        for (int i = 0; i < options.Users.Length; i++)
        {
            if (!_byUser.TryAdd(options.Users[i].User, [.. ItemIds.Require(options.Users[i].Items, $"{Path}.users[{i}].items", data)]))
                throw new InputException($"{Path}.users[{i}].user: \"{options.Users[i].User}\" is listed twice");
        }
    }

    public string Name => "blocked";

    /// <inheritdoc/>
    public void Drop(Query query, ReadOnlySpan<int> items, Span<bool> dropped)
    {
        HashSet<int>? own = query.UserId is { } user ? _byUser.GetValueOrDefault(user) : null;
        for (int i = 0; i < items.Length; i++) dropped[i] |= _forAll[items[i]] || own?.Contains(items[i]) == true;
    }
}
