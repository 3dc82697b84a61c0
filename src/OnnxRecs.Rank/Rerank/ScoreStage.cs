using System.Buffers;
using OnnxRecs.Numerics;
using OnnxRecs.Pipeline;

namespace OnnxRecs.Rank.Rerank;

/// <summary>A re-ranker that looks at each item by itself: scores are brought to 0..1 within the list, changed, and the list is sorted anew. Thread-safe.</summary>
/// <remarks>The whole list is kept, and equal results keep the order they had. Cost O(n log n).</remarks>
/// <param name="itemCount">How many items the stage knows.</param>
public abstract class ScoreStage(int itemCount) : IStage
{
    public abstract string Name { get; }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">An item is not known, or a score is not finite.</exception>
    public ScoredItems Apply(Query query, ScoredItems items)
    {
        int n = items.Count;
        float[] scores = new float[n];
        MinMax.Normalise(items.Scores, scores);
        int[] rented = ArrayPool<int>.Shared.Rent(n);
        Span<int> places = rented.AsSpan(0, n);             // positions stand for items, so that ties keep their order
        for (int i = 0; i < n; i++)
        {
            int item = items.Items[i];
            if ((uint)item >= (uint)itemCount) throw new ArgumentException($"Item {item} is not in the catalogue of {itemCount}.", nameof(items));
            scores[i] = Rescored(scores[i], item);
            places[i] = i;
        }
        ScoreKey.Sort(places, scores);
        int[] sorted = new int[n];
        for (int i = 0; i < n; i++) sorted[i] = items.Items[places[i]];
        ArrayPool<int>.Shared.Return(rented);
        return items with { Items = sorted, Scores = scores };
    }

    /// <summary>What an item's score, 0 .. 1, becomes.</summary>
    protected abstract float Rescored(float score, int item);
}
