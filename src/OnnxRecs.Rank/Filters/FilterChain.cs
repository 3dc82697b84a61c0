using System.Buffers;
using OnnxRecs.Pipeline;

namespace OnnxRecs.Rank.Filters;

/// <summary>Filters in their order; an item counts for the first that drops it. The rest keeps its order and scores. Thread-safe.</summary>
/// <param name="filters">In the order in which they are asked.</param>
public sealed class FilterChain(IReadOnlyList<IFilter> filters) : IStage
{
    public string Name => "filters";

    public IReadOnlyList<IFilter> Filters => filters;

    /// <inheritdoc/>
    public ScoredItems Apply(Query query, ScoredItems items) => Apply(query, items, new long[filters.Count]);

    /// <summary>The items that pass.</summary>
    /// <param name="query">Who asks.</param>
    /// <param name="items">The list.</param>
    /// <param name="drops">How many items each filter dropped is added to its place.</param>
    public ScoredItems Apply(Query query, ScoredItems items, Span<long> drops)
    {
        bool[] rented = ArrayPool<bool>.Shared.Rent(items.Count);
        Span<bool> dropped = rented.AsSpan(0, items.Count);
        dropped.Clear();
        int gone = 0;
        for (int f = 0; f < filters.Count; f++)
        {
            filters[f].Drop(query, items.Items, dropped);
            int now = dropped.Count(true);
            drops[f] += now - gone;
            gone = now;
        }
        int[] kept = new int[items.Count - gone];
        float[] scores = new float[kept.Length];
        int count = 0;
        for (int i = 0; i < items.Count; i++)
        {
            if (dropped[i]) continue;
            (kept[count], scores[count]) = (items.Items[i], items.Scores[i]);
            count++;
        }
        ArrayPool<bool>.Shared.Return(rented);
        return items with { Items = kept, Scores = scores };
    }

    /// <summary>The first filter that drops an item, or null.</summary>
    public IFilter? DropperOf(Query query, int item)
    {
        foreach (IFilter filter in filters)
        {
            bool dropped = false;
            filter.Drop(query, [item], new Span<bool>(ref dropped));
            if (dropped) return filter;
        }
        return null;
    }
}
