using OnnxRecs.Numerics;

namespace OnnxRecs.Data.Splitters;

/// <summary>Any events go anywhere. Only for comparison with figures that were measured so: it leaks the future.</summary>
/// <remarks>
/// Training holds events that are later than those sought, of the same user and of others, so figures come out better than any running
/// system can be (Ji et al., "A Critical Study on Data Leakage in Recommender System Offline Evaluation", TOIS 2023).
/// </remarks>
public static class RandomSplitter
{
    /// <summary>What the split warns of.</summary>
    public const string Warning = "WARNING: a random split leaks the future: training holds events that are later than those sought, and figures come out too good";

    /// <summary>Each event goes to exactly one part; the same seed gives the same split. O(n).</summary>
    /// <exception cref="ArgumentOutOfRangeException">A fraction is negative, or they leave nothing for training.</exception>
    public static Split Split(Interactions events, double validationFraction, double testFraction, ulong seed)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(validationFraction);
        ArgumentOutOfRangeException.ThrowIfNegative(testFraction);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(validationFraction + testFraction, 1, nameof(testFraction));
        int test = (int)Math.Round(events.Count * testFraction), validation = (int)Math.Round(events.Count * validationFraction);
        var parts = new Part[events.Count];
        parts.AsSpan(0, test).Fill(Part.Test);
        parts.AsSpan(test, validation).Fill(Part.Validation);
        new Rng(seed, stream: SplitterCatalog.Stream).Shuffle(parts.AsSpan());
        return parts.ToSplit(events, $"random {Parts.Percent(1 - validationFraction - testFraction, validationFraction, testFraction)}", Warning);
    }
}
