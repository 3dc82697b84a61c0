using OnnxRecs.Data;

namespace OnnxRecs.Study.Analysis;

/// <summary>The events of a month, or of a year.</summary>
/// <param name="Start">Its first day, UTC.</param>
/// <param name="Events">How many.</param>
public sealed record Period(DateOnly Start, long Events);

/// <summary>When things happened. Of an event without a time (0, no date of our calendar, or a mere place in an order) only the number is known.</summary>
/// <param name="Timed">Events with a time.</param>
/// <param name="Untimed">Events without.</param>
/// <param name="First">The earliest time, UTC.</param>
/// <param name="Last">The latest time, UTC.</param>
/// <param name="Ties">Timed events at the very second of another event of the same user before them: only the file's order tells them apart.</param>
/// <param name="WholeDays">All times are midnights: the set knows days only.</param>
/// <param name="Unit">"month", or "year" where there are more than <see cref="MostMonths"/> months.</param>
/// <param name="Periods">All months or years from the first to the last event, empty ones too.</param>
public sealed record TimeLine(
    int Timed, int Untimed, DateTimeOffset? First, DateTimeOffset? Last, int Ties, bool WholeDays, string Unit, Period[] Periods)
{
    internal const int MostMonths = 600;

    private const long SecondsPerDay = 86_400, EndOfCalendar = 253_402_300_800; // the year 10,000

    /// <summary>O(n) for n events.</summary>
    internal static TimeLine Of(Interactions events, TimeKind times = TimeKind.Moment)
    {
        if (times != TimeKind.Moment) return Unknown(events);
        long first = long.MaxValue, last = long.MinValue;
        int timed = 0, ties = 0;
        bool wholeDays = true;
        for (int i = 0; i < events.Count; i++)
        {
            long time = events.Times[i];
            if (!IsKnown(time)) continue;
            timed++;
            first = Math.Min(first, time);
            last = Math.Max(last, time);
            wholeDays &= time % SecondsPerDay == 0;
            if (i > 0 && events.Users[i - 1] == events.Users[i] && events.Times[i - 1] == time) ties++;
        }
        if (timed == 0) return Unknown(events);

        DateTimeOffset from = DateTimeOffset.FromUnixTimeSeconds(first), to = DateTimeOffset.FromUnixTimeSeconds(last);
        bool byMonth = MonthOf(to) - MonthOf(from) < MostMonths;
        return new TimeLine(timed, events.Count - timed, from, to, ties, wholeDays, byMonth ? "month" : "year", Count(events, from, to, byMonth));
    }

    private static TimeLine Unknown(Interactions events) => new(0, events.Count, null, null, 0, WholeDays: false, "month", []);

    private static bool IsKnown(long time) => time is > 0 and < EndOfCalendar;

    private static int MonthOf(DateTimeOffset time) => (12 * time.Year) + time.Month - 1;

    private static Period[] Count(Interactions events, DateTimeOffset from, DateTimeOffset to, bool byMonth)
    {
        int Of(DateTimeOffset time) => byMonth ? MonthOf(time) : time.Year;
        int start = Of(from);
        long[] counts = new long[Of(to) - start + 1];
        foreach (long time in events.Times)
        {
            if (IsKnown(time)) counts[Of(DateTimeOffset.FromUnixTimeSeconds(time)) - start]++;
        }
        return [.. counts.Select((count, i) => new Period(byMonth ? new DateOnly((start + i) / 12, ((start + i) % 12) + 1, 1) : new DateOnly(start + i, 1, 1), count))];
    }
}
