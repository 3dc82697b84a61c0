using OnnxRecs.Data;
using OnnxRecs.Numerics;

namespace OnnxRecs.Models;

/// <summary>Draws items uniformly among those that a user has not liked in training.</summary>
public sealed class NegativeSampler
{
    // A user who liked nearly everything must not hold up training: after so many draws the last one stands.
    private const int MaxDraws = 100;
    private readonly int[][] _liked;
    private readonly int _itemCount;

    public NegativeSampler(Interactions positives)
    {
        _itemCount = positives.ItemCount;
        _liked = new int[positives.UserCount][];
        for (int user = 0; user < _liked.Length; user++)
        {
            _liked[user] = positives.HistoryOf(user).ToArray();
            Array.Sort(_liked[user]);
        }
    }

    /// <summary>One item; expected cost O(log liked items).</summary>
    public int Next(int user, Rng rng)
    {
        int item = rng.NextInt(_itemCount);
        for (int draw = 1; draw < MaxDraws && Array.BinarySearch(_liked[user], item) >= 0; draw++) item = rng.NextInt(_itemCount);
        return item;
    }
}
