namespace OnnxRecs.Rank.Rerank;

/// <summary>Takes down how a list came about, for those who ask why an item is where it is.</summary>
public sealed class SlateTrace
{
    /// <summary>What the value of an item is made of besides relevance, in this order.</summary>
    public string[] Terms { get; internal set; } = [];

    /// <summary>One for each item of the list.</summary>
    public List<SlateChoice> Choices { get; } = [];

    /// <summary>Items that were not chosen, and what they were worth when the last one was.</summary>
    public List<(int Item, double Value)> Left { get; } = [];
}

/// <summary>Why an item stands at its position.</summary>
/// <param name="Item">Dense index.</param>
/// <param name="Value">The sum of the following two: what it was worth beside those above it.</param>
/// <param name="Relevance">The part of the ranker's score.</param>
/// <param name="Gains">The part of each of <see cref="SlateTrace.Terms"/>.</param>
/// <param name="How">What put it there.</param>
/// <param name="Skipped">Items that were worth more, best first, where it is there for its value.</param>
public sealed record SlateChoice(int Item, double Value, double Relevance, double[] Gains, SlateReason How, SkippedItem[] Skipped);

/// <summary>An item that was worth more than the one that was chosen.</summary>
/// <param name="Item">Dense index.</param>
/// <param name="Value">What it was worth.</param>
/// <param name="Why">The constraint against it, as notes call it; "constraints": none by itself, but with it no list can keep them all.</param>
public sealed record SkippedItem(int Item, double Value, string Why);

/// <summary>What put an item at its position.</summary>
public enum SlateReason
{
    /// <summary>It was worth most of those that the constraints allow.</summary>
    Value,

    /// <summary>It is pinned there.</summary>
    Pin,

    /// <summary>It was drawn at random.</summary>
    Exploration,
}
