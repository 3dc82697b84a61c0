using OnnxRecs.Numerics;

namespace OnnxRecs.Metrics;

/// <summary>Where each target stands among all unseen items, by the tie rule of <see cref="TopK"/>, without sorting them.</summary>
/// <remarks>So recall at a deep cut-off needs no long lists. Cost O(items) for each target, eight scores at a time.</remarks>
public static class TargetRanks
{
    /// <summary>Ranks from 0, in the order of the targets; <see cref="int.MaxValue"/> for a target that is excluded.</summary>
    /// <param name="scores">Of every item; NaN: the user has seen it, negative infinity: it is excluded.</param>
    /// <param name="targets">Distinct items that are not seen.</param>
    public static int[] Of(ReadOnlySpan<float> scores, ReadOnlySpan<int> targets)
    {
        int[] ranks = new int[targets.Length];
        for (int i = 0; i < ranks.Length; i++)
        {
            int target = targets[i];
            float score = scores[target];
            // Of equal scores the lower index comes first; "at least" is "above the next lower number".
            ranks[i] = score > float.NegativeInfinity
                ? TopK.CountAbove(scores[..target], MathF.BitDecrement(score)) + TopK.CountAbove(scores[(target + 1)..], score)
                : int.MaxValue;
        }
        return ranks;
    }
}
