using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace OnnxRecs.Numerics;

/// <summary>The k best of many scores.</summary>
/// <remarks>
/// Tie rule of the whole project: equal scores are ordered by the lower item index. NaN and negative infinity are never chosen.
/// First a floor is found that about k of the first few thousand scores exceed, by bisection: to count what lies above a number takes a
/// fraction of a comparison for each score. Then one pass collects what lies above the floor. When twice k have come together, all but
/// the best k are dropped and the floor rises.
/// </remarks>
public static class TopK
{
    // Scores that the first floor is found from: what fits into the first cache.
    private const int Head = 4096;

    /// <summary>Writes the indices of the best scores, best first, and returns how many there are. Expected cost O(n + k log(n / k)), no allocation in steady state.</summary>
    /// <param name="scores">One score for each index.</param>
    /// <param name="best">Takes up to its length of indices.</param>
    public static int Select(ReadOnlySpan<float> scores, Span<int> best)
    {
        int k = Math.Min(best.Length, scores.Length);
        if (k == 0) return 0;
        using var running = new RunningTopK(k);
        running.Add(scores, first: 0);
        ReadOnlySpan<ulong> keys = running.Best();
        for (int i = 0; i < keys.Length; i++) best[i] = ScoreKey.Item(keys[i]);
        return keys.Length;
    }

    /// <summary>More than k scores by so many are sorted rather than looking for a closer floor.</summary>
    internal static int SlackOf(int k) => 8 + k / 8;

    /// <summary>What a selection begins with: the floor by the first of the scores.</summary>
    internal static float FirstFloor(ReadOnlySpan<float> scores, int k) => Floor(scores[..Math.Min(Head, scores.Length)], k);

    /// <summary>A number that at least k scores exceed, and hardly more unless they are equal; negative infinity where there are not so many.</summary>
    private static float Floor(ReadOnlySpan<float> scores, int k)
    {
        // More than k scores exceed the lower number, fewer the upper one; both as integers that rise with the score.
        uint low = ScoreKey.Rising(float.NegativeInfinity), high = ScoreKey.Rising(float.PositiveInfinity);
        int above = CountAbove(scores, float.NegativeInfinity);
        while (above > k + SlackOf(k) && high - low > 1)
        {
            uint middle = low + (high - low) / 2;
            int count = CountAbove(scores, ScoreKey.FromRising(middle));
            if (count >= k) (low, above) = (middle, count);
            else high = middle;
        }
        return ScoreKey.FromRising(low);
    }

    /// <summary>How many scores are greater; NaN is not.</summary>
    internal static int CountAbove(ReadOnlySpan<float> scores, float floor)
    {
        ref float start = ref MemoryMarshal.GetReference(scores);
        int width = Vector256<float>.Count, step = 4 * width, i = 0;
        Vector256<float> limit = Vector256.Create(floor);
        Vector256<int> a = Vector256<int>.Zero, b = a, c = a, d = a;
        for (; i <= scores.Length - step; i += step)
        {
            // True is -1.
            a -= Vector256.GreaterThan(Vector256.LoadUnsafe(ref start, (nuint)i), limit).AsInt32();
            b -= Vector256.GreaterThan(Vector256.LoadUnsafe(ref start, (nuint)(i + width)), limit).AsInt32();
            c -= Vector256.GreaterThan(Vector256.LoadUnsafe(ref start, (nuint)(i + 2 * width)), limit).AsInt32();
            d -= Vector256.GreaterThan(Vector256.LoadUnsafe(ref start, (nuint)(i + 3 * width)), limit).AsInt32();
        }
        int count = Vector256.Sum(a + b + (c + d));
        for (; i < scores.Length; i++) count += scores[i] > floor ? 1 : 0;
        return count;
    }
}
