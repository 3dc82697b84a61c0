using System.Buffers;
using System.Runtime.Intrinsics;
using OnnxRecs.Numerics;

namespace OnnxRecs.Metrics;

/// <summary>Area under the ROC curve: how probable it is that a random target scores above a random other item that the user has not seen.</summary>
/// <remarks>
/// (pairs of a target and another item in the right order + pairs of equal score / 2) / pairs, that is 1 - sum over the targets t of
/// (#{others above t} + #{others equal to t} / 2) / (targets * others). It has no cut-off, and of all metrics of ranking it alone stays the same
/// in the mean when the others are sampled. Sources: Hanley and McNeil, Radiology 1982; Krichene and Rendle, KDD 2020.
/// Example: targets score 3 and 1, others 2, 1 and 0: (3 + 1.5) / 6 = 0.75.
/// </remarks>
public static class Auc
{
    // Thresholds that are compared with each vector of scores while it is in a register.
    private const int AtOnce = 4;

    /// <summary>
    /// The value of one user, exact but for the last rounding; NaN where there is no target or no other item. The counts that it rests on also say
    /// where each target stands, without sorting anything. Cost O(scores * targets), eight scores at a time.
    /// </summary>
    /// <param name="scores">Of every item; NaN: the user has seen it, it does not count. Negative infinity is a score below all others.</param>
    /// <param name="targets">Distinct items whose scores are numbers.</param>
    /// <param name="ranks">
    /// Takes for each target its rank from 0 among all unseen items, by the tie rule of <see cref="TopK"/>; <see cref="int.MaxValue"/> where its score
    /// is negative infinity, which no list names.
    /// </param>
    public static float Of(ReadOnlySpan<float> scores, ReadOnlySpan<int> targets, Span<int> ranks)
    {
        // NaN compares as false, so thresholds that fill up the last group count nothing.
        int padded = (targets.Length + AtOnce - 1) / AtOnce * AtOnce;
        float[] rented = ArrayPool<float>.Shared.Rent(padded);
        int[] counts = ArrayPool<int>.Shared.Rent(4 * padded);
        Span<float> thresholds = rented.AsSpan(0, padded);
        thresholds.Fill(float.NaN);
        for (int i = 0; i < targets.Length; i++) thresholds[i] = scores[targets[i]];
        Span<int> above = counts.AsSpan(0, padded), atLeast = counts.AsSpan(padded, padded);
        Span<int> targetsAbove = counts.AsSpan(2 * padded, padded), targetsAtLeast = counts.AsSpan(3 * padded, padded);
        Count(scores, thresholds, above, atLeast);
        Count(thresholds, thresholds, targetsAbove, targetsAtLeast);
        long others = Numbers(scores) - targets.Length;
        long lost = 0;
        for (int i = 0; i < targets.Length; i++)
        {
            // Others above the target weigh 2, others equal to it 1: each is among "above" and "at least", or among the latter alone.
            lost += above[i] + atLeast[i] - targetsAbove[i] - targetsAtLeast[i];
            ranks[i] = RankOf(scores, targets[i], above[i], isTied: atLeast[i] - above[i] > 1);
        }
        ArrayPool<float>.Shared.Return(rented);
        ArrayPool<int>.Shared.Return(counts);
        return targets.IsEmpty || others == 0 ? float.NaN : (float)(1 - lost / (2.0 * targets.Length * others));
    }

    /// <summary>How many scores are no NaN.</summary>
    internal static int Numbers(ReadOnlySpan<float> scores)
    {
        Vector256<int> count = Vector256<int>.Zero;
        int i = 0;
        for (; i <= scores.Length - Vector256<float>.Count; i += Vector256<float>.Count)
        {
            Vector256<float> part = Vector256.Create(scores[i..]);
            count -= Vector256.Equals(part, part).AsInt32();
        }
        int sum = Vector256.Sum(count);
        for (; i < scores.Length; i++) sum += float.IsNaN(scores[i]) ? 0 : 1;
        return sum;
    }

    private static int RankOf(ReadOnlySpan<float> scores, int target, int above, bool isTied)
    {
        float score = scores[target];
        if (!(score > float.NegativeInfinity)) return int.MaxValue;
        if (!isTied) return above;
        // Of equal scores the lower index comes first; "at least" is "above the next lower number".
        ReadOnlySpan<float> before = scores[..target];
        return above + TopK.CountAbove(before, MathF.BitDecrement(score)) - TopK.CountAbove(before, score);
    }

    /// <summary>For each threshold how many values are above it and how many are at least as high.</summary>
    private static void Count(ReadOnlySpan<float> values, ReadOnlySpan<float> thresholds, Span<int> above, Span<int> atLeast)
    {
        for (int first = 0; first < thresholds.Length; first += AtOnce)
        {
            Vector256<float> a = Vector256.Create(thresholds[first]), b = Vector256.Create(thresholds[first + 1]), c = Vector256.Create(thresholds[first + 2]), d = Vector256.Create(thresholds[first + 3]);
            Vector256<int> aboveA = Vector256<int>.Zero, aboveB = aboveA, aboveC = aboveA, aboveD = aboveA, leastA = aboveA, leastB = aboveA, leastC = aboveA, leastD = aboveA;
            int i = 0;
            for (; i <= values.Length - Vector256<float>.Count; i += Vector256<float>.Count)
            {
                Vector256<float> part = Vector256.Create(values[i..]);
                // True is -1.
                aboveA -= Vector256.GreaterThan(part, a).AsInt32();
                leastA -= Vector256.GreaterThanOrEqual(part, a).AsInt32();
                aboveB -= Vector256.GreaterThan(part, b).AsInt32();
                leastB -= Vector256.GreaterThanOrEqual(part, b).AsInt32();
                aboveC -= Vector256.GreaterThan(part, c).AsInt32();
                leastC -= Vector256.GreaterThanOrEqual(part, c).AsInt32();
                aboveD -= Vector256.GreaterThan(part, d).AsInt32();
                leastD -= Vector256.GreaterThanOrEqual(part, d).AsInt32();
            }
            (above[first], above[first + 1], above[first + 2], above[first + 3]) = (Vector256.Sum(aboveA), Vector256.Sum(aboveB), Vector256.Sum(aboveC), Vector256.Sum(aboveD));
            (atLeast[first], atLeast[first + 1], atLeast[first + 2], atLeast[first + 3]) = (Vector256.Sum(leastA), Vector256.Sum(leastB), Vector256.Sum(leastC), Vector256.Sum(leastD));
            for (; i < values.Length; i++)
            {
                for (int place = first; place < first + AtOnce; place++)
                {
                    above[place] += values[i] > thresholds[place] ? 1 : 0;
                    atLeast[place] += values[i] >= thresholds[place] ? 1 : 0;
                }
            }
        }
    }
}
