using OnnxRecs.Pipeline;
using OnnxRecs.Rank.Rerank.Terms;

namespace OnnxRecs.Cli;

/// <summary>What each item that is left is worth to MMR while a list is followed that somebody else chose. The plain twin of <see cref="MmrTerm"/> in a slate: it says what a choice was worth.</summary>
internal sealed class MmrWalk
{
    private readonly ItemCosines _cosines;
    private readonly float _lambda;
    private readonly Dictionary<int, (double Relevance, double Nearest)> _left = [];

    /// <param name="cosines">Of all items.</param>
    /// <param name="items">Candidates with scores.</param>
    /// <param name="lambda">Weight of relevance.</param>
    public MmrWalk(ItemCosines cosines, ScoredItems items, float lambda)
    {
        (_cosines, _lambda) = (cosines, lambda);
        if (items.Count == 0) return;
        double least = items.Scores.Min(), range = items.Scores.Max() - least;
        for (int i = 0; i < items.Count; i++) _left.Add(items.Items[i], (range > 0 ? (items.Scores[i] - least) / range : 0, 0));
    }

    /// <summary>The most that any item is worth now; -infinity: none is left.</summary>
    public double Best => _left.Count == 0 ? double.NegativeInfinity : _left.Values.Max(Value);

    /// <summary>What an item is worth now; null: it is no candidate, or has been chosen.</summary>
    public double? ValueOf(int item) => _left.TryGetValue(item, out (double, double) parts) ? Value(parts) : null;

    /// <summary>Takes an item into the list. O(n Dim).</summary>
    public void Choose(int item)
    {
        _left.Remove(item);
        foreach (int other in _left.Keys) _left[other] = (_left[other].Relevance, Math.Max(_left[other].Nearest, _cosines.Of(item, other)));
    }

    private double Value((double Relevance, double Nearest) parts) => _lambda * parts.Relevance - (1 - _lambda) * parts.Nearest;
}
