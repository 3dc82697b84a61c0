using OnnxRecs.Numerics;

namespace OnnxRecs.Data.Splitters;

/// <summary>Holds users out altogether (strong generalisation): models learn from some users and are judged by others.</summary>
/// <remarks>
/// Of a held-out user the earliest events are known (fold-in), the rest is sought: round(n * share) are known, but at least one is and at
/// least one is not; a single event is known. Source: Marlin, "Collaborative Filtering: A Machine Learning Perspective", 2004; with 80 %
/// as in Liang et al., WWW 2018, who draw the known events at random where we take the earliest, so that nothing later leaks.
/// </remarks>
public static class UserHoldoutSplitter
{
    /// <summary>Each event goes to exactly one part; the same seed holds out the same users. O(n).</summary>
    /// <param name="events">All events.</param>
    /// <param name="validationFraction">Share of the users that is for validation.</param>
    /// <param name="testFraction">Share of the users that is for the test.</param>
    /// <param name="foldIn">Share of a held-out user's events that is known.</param>
    /// <param name="seed">Decides who is held out.</param>
    /// <exception cref="ArgumentOutOfRangeException">The test share is not above 0, the validation share is below, or they leave nothing.</exception>
    public static Split Split(Interactions events, double validationFraction, double testFraction, double foldIn, ulong seed)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(validationFraction);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(testFraction);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(validationFraction + testFraction, 1, nameof(testFraction));
        if (foldIn is not (> 0 and < 1)) throw new ArgumentOutOfRangeException(nameof(foldIn), foldIn, "The known share must lie between 0 and 1.");

        int[] users = [.. Enumerable.Range(0, events.UserCount).Where(user => !events.HistoryOf(user).IsEmpty)];
        new Rng(seed, stream: SplitterCatalog.Stream).Shuffle(users.AsSpan());
        int test = Math.Min(Parts.Share(users.Length, testFraction), Math.Max(users.Length - 1, 0));
        int validation = Math.Min(Parts.Share(users.Length, validationFraction), Math.Max(users.Length - 1 - test, 0));
        var parts = new Part[events.Count];
        for (int i = 0; i < test + validation; i++)
        {
            Span<Part> own = parts.AsSpan(events.EventsOf(users[i]));
            int known = Math.Clamp(Parts.Share(own.Length, foldIn), 1, Math.Max(own.Length - 1, 1));
            own[..known].Fill(Part.FoldIn);
            own[known..].Fill(i < test ? Part.Test : Part.Validation);
        }
        return parts.ToSplit(
            events,
            $"user-holdout {Parts.Percent(1 - validationFraction - testFraction, validationFraction, testFraction)}, {Parts.Percent(foldIn)} % known",
            [$"{test:N0} test and {validation:N0} validation users are held out of training", .. parts.TieNotes(events)]);
    }
}
