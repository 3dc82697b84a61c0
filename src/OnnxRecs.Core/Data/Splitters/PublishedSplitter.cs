namespace OnnxRecs.Data.Splitters;

/// <summary>The test part as it was published with the data; of what is left, each user's last events are for validation.</summary>
/// <remarks>
/// A user gives max(1, round(n * fraction)) of n events that are not test to the validation, but at least one is left for training. Nothing
/// says that published test events are a user's last: where they are not, training holds later events, and the split's notes say so.
/// </remarks>
public static class PublishedSplitter
{
    /// <summary>Each event goes to exactly one part. O(n).</summary>
    /// <exception cref="ArgumentOutOfRangeException">The fraction is negative or leaves nothing for training.</exception>
    /// <exception cref="ArgumentException">The published split is of other events.</exception>
    public static Split Split(Interactions events, PublishedSplit published, double validationFraction)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(validationFraction);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(validationFraction, 1);
        if (published.IsTest.Length != events.Count) throw new ArgumentException($"The split marks {published.IsTest.Length} events where there are {events.Count}.", nameof(published));

        Part[] parts = Array.ConvertAll(published.IsTest, isTest => isTest ? Part.Test : Part.Train);
        int leaking = 0, held = 0;
        for (int user = 0; user < events.UserCount; user++)
        {
            Span<Part> own = parts.AsSpan(events.EventsOf(user));
            ReadOnlySpan<long> times = events.Times.AsSpan(events.EventsOf(user));
            int train = own.Count(Part.Train);
            int validation = Math.Min(Parts.Share(train, validationFraction), Math.Max(train - 1, 0));
            int firstTest = own.IndexOf(Part.Test), lastTrain = own.LastIndexOf(Part.Train);
            if (firstTest >= 0 && lastTrain >= 0 && times[lastTrain] > times[firstTest]) leaking++;
            held += validation;
            for (int i = own.Length - 1; validation > 0; i--)
            {
                if (own[i] != Part.Train) continue;
                own[i] = Part.Validation;
                validation--;
            }
        }
        var notes = new List<string>();
        if (leaking > 0) notes.Add($"WARNING: this published split trains on events that are later than what it tests, for {leaking:N0} of {events.UserCount:N0} users");
        if (held > 0) notes.Add($"{held:N0} events of the published training part are held out for validation; $.split.validation says how many, 0 keeps them");
        // Of the ties only those within the published training part are cut by us.
        notes.AddRange(Parts.TieNotes(Array.FindAll(parts, part => part != Part.Test), events.Where(i => parts[i] != Part.Test)));
        return parts.ToSplit(events, $"published {published.Name}", notes);
    }
}
