using OnnxRecs.Data;
using OnnxRecs.Numerics;

namespace OnnxRecs.Models;

/// <summary>Draws items among those that a user has not liked in training: uniformly, or by popularity.</summary>
/// <remarks>
/// An item's chance is proportional to (how often it was liked in training + 1)^beta. Beta 0 is uniform (He et al., WWW 2017); .75 is what Mikolov et
/// al. (NIPS 2013) found best for words: popular items are harder to tell from liked ones, but a model that sees them as negatives more often
/// scores them lower. The 1 keeps items possible that nobody liked.
/// </remarks>
public sealed class NegativeSampler
{
    // A user who liked nearly everything must not hold up training: after so many draws the last one stands.
    private const int MaxDraws = 100;
    private readonly int[][] _liked;
    private readonly int _itemCount;
    private readonly AliasTable? _byPopularity;

    /// <param name="positives">What was liked by whom.</param>
    /// <param name="beta">How much popularity weighs; at least 0.</param>
    public NegativeSampler(Interactions positives, double beta = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(beta);
        _itemCount = positives.ItemCount;
        _liked = new int[positives.UserCount][];
        for (int user = 0; user < _liked.Length; user++)
        {
            _liked[user] = positives.HistoryOf(user).ToArray();
            Array.Sort(_liked[user]);
        }
        if (beta == 0) return;
        _byPopularity = new AliasTable(Array.ConvertAll(positives.CountsOfItems(), count => Math.Pow(count + 1, beta)));
    }

    /// <summary>One item; expected cost O(log liked items).</summary>
    public int Next(int user, Rng rng)
    {
        int item = Draw(rng);
        for (int draw = 1; draw < MaxDraws && Array.BinarySearch(_liked[user], item) >= 0; draw++) item = Draw(rng);
        return item;
    }

    private int Draw(Rng rng) => _byPopularity is null ? rng.NextInt(_itemCount) : _byPopularity.Next(rng);
}
