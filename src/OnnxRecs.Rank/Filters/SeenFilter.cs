using OnnxRecs.Pipeline;

namespace OnnxRecs.Rank.Filters;

/// <summary>Settings of <see cref="SeenFilter"/>.</summary>
public sealed record SeenOptions : ItemFilterOptions;

/// <summary>Drops what the user has met before.</summary>
public sealed class SeenFilter : IFilter
{
    public string Name => "seen";

    /// <inheritdoc/>
    public void Drop(Query query, ReadOnlySpan<int> items, Span<bool> dropped) => SeenItems.Mark(query.Seen, items, dropped);
}
