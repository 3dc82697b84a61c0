using OnnxRecs.Numerics;
using OnnxRecs.Ops;

namespace OnnxRecs.Models.Classical;

/// <summary>For each item the k items that tell most about it and by how much: the score of an item is the sum over those of them that somebody likes.</summary>
/// <remarks>Cost of a query O(items), then O(k) for each score. Shapes: B users, L history length, N items for each, I items, k neighbours.</remarks>
internal sealed class Neighbours(WeightSet weights, int itemCount, int count)
{
    private readonly int _count = Math.Min(count, itemCount);
    private readonly Weight _items = weights.FittedIndexes("neighbours.items", itemCount, Math.Min(count, itemCount));
    private readonly Weight _weights = weights.Fitted("neighbours.weights", itemCount, Math.Min(count, itemCount));

    /// <summary>Keeps the greatest positive weights of an item's row.</summary>
    /// <param name="item">Whose score it is.</param>
    /// <param name="row">[items]: what a like of each other item is worth.</param>
    public void Set(int item, ReadOnlySpan<float> row)
    {
        int[] best = new int[_count];
        int kept = TopK.Select(row, best);
        for (int i = 0; i < kept && row[best[i]] > 0; i++)
        {
            _items.Values[item * _count + i] = best[i];
            _weights.Values[item * _count + i] = row[best[i]];
        }
    }

    /// <summary>history [B, L] and items [B, N] to [B, N]</summary>
    public T Scores<T>(IOps<T> ops, T history, T items)
    {
        T liked = ops.MultiHot(history, itemCount);                                                  // [B, I]
        T ofItems = ops.Lookup(_weights, items);                                                     // [B, N, k]
        T places = ops.Reshape(ops.Lookup(_items, items), 0, -1);                                    // [B, N k]
        T found = ops.Reshape(ops.Pick(liked, places), 0, -1, _count);                               // [B, N, k]
        return ops.Sum(ops.Mul(found, ofItems), -1, keepAxis: false);
    }
}
