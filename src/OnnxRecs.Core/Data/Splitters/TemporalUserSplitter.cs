namespace OnnxRecs.Data.Splitters;

/// <summary>Cuts each user's own time line: the last events are the test, those before them the validation, the rest is for training.</summary>
/// <remarks>
/// A user with n events gives max(1, round(n * fraction)) of them to the test and likewise to the validation, halves rounded up; both give
/// way, validation first, so that at least one event is left for training. A user with fewer than three events is all training. A fraction
/// of 0 makes that part empty. Events at the same second keep the order of <see cref="Interactions"/>.
/// No event of a user precedes an earlier part of the same user. Users are cut at different times, so training may hold
/// events of one user that are later than another user's test events.
/// </remarks>
public static class TemporalUserSplitter
{
    /// <summary>Each event goes to exactly one part. O(n).</summary>
    /// <exception cref="ArgumentOutOfRangeException">A fraction is negative, or they leave nothing for training.</exception>
    public static Split Split(Interactions events, double validationFraction = 0.1, double testFraction = 0.1)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(validationFraction);
        ArgumentOutOfRangeException.ThrowIfNegative(testFraction);
        // Written so that NaN is refused as well.
        if (!(validationFraction + testFraction < 1))
            throw new ArgumentOutOfRangeException(nameof(testFraction), $"Validation {validationFraction} and test {testFraction} leave nothing for training.");

        var parts = new Part[events.Count];
        for (int user = 0; user < events.UserCount; user++)
        {
            Span<Part> own = parts.AsSpan(events.EventsOf(user));
            if (own.Length >= 3) Parts.CutEnd(own, Parts.Share(own.Length, validationFraction), Parts.Share(own.Length, testFraction));
        }
        string name = $"temporal-user {Parts.Percent(1 - validationFraction - testFraction, validationFraction, testFraction)}";
        return parts.ToSplit(events, name, parts.TieNotes(events));
    }
}
