using OnnxRecs.Pipeline;

namespace OnnxRecs.Rank.Filters;

/// <summary>Drops the same items for everybody. Worked out once for the whole catalogue; cost O(n) per list.</summary>
/// <param name="name">The rule's name.</param>
/// <param name="forbidden">One for each item; not copied.</param>
public sealed class CatalogueFilter(string name, bool[] forbidden) : IFilter
{
    public string Name => name;

    /// <inheritdoc/>
    public void Drop(Query query, ReadOnlySpan<int> items, Span<bool> dropped)
    {
        for (int i = 0; i < items.Length; i++) dropped[i] |= forbidden[items[i]];
    }
}
