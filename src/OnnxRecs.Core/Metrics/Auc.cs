using System.Buffers;
using System.Runtime.Intrinsics;

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

    /// <summary>The value of one user, exact but for the last rounding; NaN where there is no target or no other item. Cost O(scores * targets), eight scores at a time.</summary>
    /// <param name="scores">Of every item; NaN: the user has seen it, it does not count. Negative infinity is a score below all others.</param>
    /// <param name="targets">Distinct items whose scores are numbers.</param>
    public static float Of(ReadOnlySpan<float> scores, ReadOnlySpan<int> targets)
    {
        // NaN compares as false, so thresholds that fill up the last group count nothing.
        int padded = (targets.Length + AtOnce - 1) / AtOnce * AtOnce;
        float[] rented = ArrayPool<float>.Shared.Rent(padded);
        Span<float> thresholds = rented.AsSpan(0, padded);
        thresholds.Fill(float.NaN);
        for (int i = 0; i < targets.Length; i++) thresholds[i] = scores[targets[i]];
        long others = Numbers(scores) - targets.Length;
        long lost = Above(scores, thresholds) - Above(thresholds, thresholds);
        ArrayPool<float>.Shared.Return(rented);
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

    /// <summary>Sum over the thresholds of 2 #{values above it} + #{values equal to it}, which is the values above it and those not below it.</summary>
    private static long Above(ReadOnlySpan<float> values, ReadOnlySpan<float> thresholds)
    {
        long sum = 0;
        for (; !thresholds.IsEmpty; thresholds = thresholds[AtOnce..])
        {
            Vector256<float> a = Vector256.Create(thresholds[0]), b = Vector256.Create(thresholds[1]), c = Vector256.Create(thresholds[2]), d = Vector256.Create(thresholds[3]);
            Vector256<int> ofA = Vector256<int>.Zero, ofB = ofA, ofC = ofA, ofD = ofA;
            int i = 0;
            for (; i <= values.Length - Vector256<float>.Count; i += Vector256<float>.Count)
            {
                Vector256<float> part = Vector256.Create(values[i..]);
                // True is -1.
                ofA -= Vector256.GreaterThan(part, a).AsInt32() + Vector256.GreaterThanOrEqual(part, a).AsInt32();
                ofB -= Vector256.GreaterThan(part, b).AsInt32() + Vector256.GreaterThanOrEqual(part, b).AsInt32();
                ofC -= Vector256.GreaterThan(part, c).AsInt32() + Vector256.GreaterThanOrEqual(part, c).AsInt32();
                ofD -= Vector256.GreaterThan(part, d).AsInt32() + Vector256.GreaterThanOrEqual(part, d).AsInt32();
            }
            sum += (long)Vector256.Sum(ofA) + Vector256.Sum(ofB) + Vector256.Sum(ofC) + Vector256.Sum(ofD);
            for (; i < values.Length; i++)
            {
                foreach (float threshold in thresholds[..AtOnce]) sum += (values[i] > threshold ? 1 : 0) + (values[i] >= threshold ? 1 : 0);
            }
        }
        return sum;
    }
}
