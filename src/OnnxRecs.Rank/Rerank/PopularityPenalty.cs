using System.Buffers;
using OnnxRecs.Numerics;
using OnnxRecs.Pipeline;

namespace OnnxRecs.Rank.Rerank;

/// <summary>Takes from each item's score in proportion to how popular it is, so that lists reach into the long tail. Thread-safe.</summary>
/// <remarks>
/// score' = score - alpha * popularity. The score is brought to 0..1 within the list; popularity is ln(1 + count), brought to 0..1 over
/// the catalogue. Equal results keep the order they had, so alpha 0 changes none. The whole list is kept. Cost O(n log n).
/// </remarks>
public sealed class PopularityPenalty : IStage
{
    private readonly float[] _penalties;

    /// <param name="counts">How often each item of the catalogue was met in training.</param>
    /// <param name="alpha">0 or more: at 1 the most popular item loses as much as lies between the list's best and worst.</param>
    public PopularityPenalty(int[] counts, double alpha)
    {
        if (!(alpha >= 0 && double.IsFinite(alpha))) throw new ArgumentOutOfRangeException(nameof(alpha), alpha, "Alpha is finite and not negative.");
        _penalties = new float[counts.Length];
        for (int item = 0; item < counts.Length; item++)
        {
            if (counts[item] < 0) throw new ArgumentException($"Item {item} has the count {counts[item]}.", nameof(counts));
            _penalties[item] = (float)Math.Log(1.0 + counts[item]);
        }
        MinMax.Normalise(_penalties, _penalties);
        foreach (ref float penalty in _penalties.AsSpan()) penalty = (float)(alpha * penalty);
    }

    public string Name => "popularity-penalty";

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">An item has no count, or a score is not finite.</exception>
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
            if ((uint)item >= (uint)_penalties.Length) throw new ArgumentException($"Item {item} has no count; there are {_penalties.Length}.", nameof(items));
            scores[i] -= _penalties[item];
            places[i] = i;
        }
        ScoreKey.Sort(places, scores);
        int[] sorted = new int[n];
        for (int i = 0; i < n; i++) sorted[i] = items.Items[places[i]];
        ArrayPool<int>.Shared.Return(rented);
        return new ScoredItems(sorted, scores);
    }
}
