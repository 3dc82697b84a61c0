namespace OnnxRecs.Data.Splitters;

/// <summary>Each user's last event is the test, the one before it the validation, all others are for training.</summary>
/// <remarks>
/// The protocol of He et al., WWW 2017, and Kang and McAuley, ICDM 2018. A user with fewer than three events is all training. Events at the same
/// second keep the order of <see cref="Interactions"/>. As with every cut per user, training may hold events later than another user's test.
/// </remarks>
public static class LeaveOneOutSplitter
{
    /// <summary>Each event goes to exactly one part. O(n).</summary>
    /// <param name="events">All events.</param>
    /// <param name="withValidation">False: only the test is held out.</param>
    public static Split Split(Interactions events, bool withValidation = true)
    {
        var parts = new Part[events.Count];
        for (int user = 0; user < events.UserCount; user++)
        {
            Span<Part> own = parts.AsSpan(events.EventsOf(user));
            if (own.Length >= 3) Parts.CutEnd(own, validation: withValidation ? 1 : 0, test: 1);
        }
        return parts.ToSplit(events, "leave-one-out", parts.TieNotes(events));
    }
}
