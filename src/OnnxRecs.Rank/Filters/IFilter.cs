using OnnxRecs.Pipeline;

namespace OnnxRecs.Rank.Filters;

/// <summary>One rule about which items a user may be shown. Thread-safe.</summary>
public interface IFilter
{
    string Name { get; }

    /// <summary>Sets the mark of every item that the rule forbids, and leaves the other marks as they are.</summary>
    /// <param name="query">Who asks.</param>
    /// <param name="items">Dense item indexes.</param>
    /// <param name="dropped">One for each item.</param>
    void Drop(Query query, ReadOnlySpan<int> items, Span<bool> dropped);
}
