namespace OnnxRecs.Data.Splitters;

/// <summary>Cuts the whole data at two moments: nothing that is trained on is later than anything that is sought, of whichever user.</summary>
/// <remarks>
/// The moments are the times of the first event beyond the training share and of the first beyond training and validation. Events of one
/// time stay together in the later part, so shares are a little smaller than asked for. Users who come after the first moment have no
/// training events, and items may occur in the test alone: both are what a running system meets.
/// Source: Meng et al., "Exploring Data Splitting Strategies for the Evaluation of Recommendation Models", RecSys 2020.
/// </remarks>
public static class GlobalTimeSplitter
{
    /// <summary>Each event goes to exactly one part. O(n log n).</summary>
    /// <exception cref="ArgumentOutOfRangeException">The test share is not above 0, the other one below, or they leave nothing for training.</exception>
    /// <exception cref="InputException">Times do not tell the parts apart.</exception>
    public static Split Split(Interactions events, double validationFraction = 0.1, double testFraction = 0.1)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(validationFraction);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(testFraction);
        double train = 1 - validationFraction - testFraction;
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(train);

        long[] times = [.. events.Times];
        Array.Sort(times);
        long At(double share) => times[Math.Min((int)Math.Round(times.Length * share), times.Length - 1)];
        if (times.Length == 0 || At(train) == times[0] || (validationFraction > 0 && At(train) == At(1 - testFraction)))
            throw new InputException("$.split.kind: \"global-time\" needs times that tell the parts apart; these events have too few different ones. Use \"temporal-user\" or \"leave-one-out\".");
        (long validationStart, long testStart) = (At(train), At(1 - testFraction));
        Part[] parts = Array.ConvertAll(events.Times, time => time < validationStart ? Part.Train : time < testStart ? Part.Validation : Part.Test);
        return parts.ToSplit(
            events,
            $"global-time {Parts.Percent(train, validationFraction, testFraction)}",
            (validationFraction > 0 ? $"validation begins at {Date(validationStart)}, " : "") + $"test begins at {Date(testStart)} (UTC)");
    }

    private static string Date(long seconds) => $"{DateTimeOffset.FromUnixTimeSeconds(seconds):yyyy-MM-dd HH:mm:ss}";
}
