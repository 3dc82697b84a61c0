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

    // A bit for each user and item answers at once, but is only worth so much memory.
    private const long MaxBits = 8L * 256 * 1024 * 1024;
    private readonly ulong[]? _bits; // [users, words of items]
    private readonly int _words;
    private readonly int[][] _liked = []; // sorted, where bits would be too many
    private readonly int _itemCount;
    private readonly AliasTable? _byPopularity;

    /// <param name="positives">What was liked by whom.</param>
    /// <param name="beta">How much popularity weighs; at least 0.</param>
    public NegativeSampler(Interactions positives, double beta = 0)
        : this(positives, beta, MaxBits)
    {
    }

    internal NegativeSampler(Interactions positives, double beta, long maxBits)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(beta);
        _itemCount = positives.ItemCount;
        _words = (_itemCount + 63) / 64;
        if (64L * _words * positives.UserCount <= maxBits)
        {
            _bits = new ulong[_words * positives.UserCount];
            for (int i = 0; i < positives.Count; i++) _bits[positives.Users[i] * _words + positives.Items[i] / 64] |= 1UL << positives.Items[i];
        }
        else
        {
            _liked = new int[positives.UserCount][];
            for (int user = 0; user < _liked.Length; user++)
            {
                _liked[user] = positives.HistoryOf(user).ToArray();
                Array.Sort(_liked[user]);
            }
        }
        if (beta == 0) return;
        _byPopularity = new AliasTable(Array.ConvertAll(positives.CountsOfItems(), count => Math.Pow(count + 1, beta)));
    }

    /// <summary>One item; expected cost O(1), or O(log liked items) where users and items are too many for a bit each.</summary>
    public int Next(int user, Rng rng)
    {
        int item = Draw(rng);
        for (int draw = 1; draw < MaxDraws && Liked(user, item); draw++) item = Draw(rng);
        return item;
    }

    private bool Liked(int user, int item) =>
        _bits is null ? Array.BinarySearch(_liked[user], item) >= 0 : (_bits[user * _words + item / 64] >> item & 1) != 0;

    private int Draw(Rng rng) => _byPopularity is null ? rng.NextInt(_itemCount) : _byPopularity.Next(rng);
}
