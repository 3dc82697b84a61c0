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
    /// <param name="events">All events.</param>
    /// <param name="validationFraction">Share of the events between the two moments; 0: there is one moment.</param>
    /// <param name="testFraction">Share of the events after them.</param>
    /// <param name="times">What the times are.</param>
    /// <exception cref="ArgumentOutOfRangeException">The test share is not above 0, the other one below, or they leave nothing for training.</exception>
    /// <exception cref="InputException">Times do not tell the parts apart.</exception>
    public static Split Split(Interactions events, double validationFraction = 0.1, double testFraction = 0.1, TimeKind times = TimeKind.Moment)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(validationFraction);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(testFraction);
        double train = 1 - validationFraction - testFraction;
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(train);

        if (times == TimeKind.OrderOfUser)
            throw new InputException("$.split.kind: \"global-time\" needs to know when events were; of these only each user's order is known. Use \"temporal-user\" or \"leave-one-out\".");
        int unknown = times == TimeKind.Moment ? events.Times.AsSpan().Count(0) : 0;
        if (unknown > 0)
            throw new InputException($"$.split.kind: \"global-time\" needs to know when events were; of {unknown:N0} of these {events.Count:N0} that is unknown. Use \"temporal-user\" or \"leave-one-out\".");
        long[] sorted = [.. events.Times];
        Array.Sort(sorted);
        long At(double share) => sorted[Math.Min((int)Math.Round(sorted.Length * share), sorted.Length - 1)];
        if (sorted.Length == 0 || At(train) == sorted[0] || (validationFraction > 0 && At(train) == At(1 - testFraction)))
            throw new InputException("$.split.kind: \"global-time\" needs times that tell the parts apart; these events have too few different ones. Use \"temporal-user\" or \"leave-one-out\".");
        (long validationStart, long testStart) = (At(train), At(1 - testFraction));
        Part[] parts = Array.ConvertAll(events.Times, time => time < validationStart ? Part.Train : time < testStart ? Part.Validation : Part.Test);
        return parts.ToSplit(
            events,
            $"global-time {Parts.Percent(train, validationFraction, testFraction)}",
            (validationFraction > 0 ? $"validation begins at {Shown(validationStart, times)}, " : "") + $"test begins at {Shown(testStart, times)}");
    }

    private static string Shown(long time, TimeKind times) =>
        times == TimeKind.Moment ? $"{DateTimeOffset.FromUnixTimeSeconds(time):yyyy-MM-dd HH:mm:ss} UTC" : $"row {time + 1:N0}";
}
