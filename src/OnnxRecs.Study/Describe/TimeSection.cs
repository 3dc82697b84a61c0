using OnnxRecs.Study.Analysis;
using OnnxRecs.Study.Pages;
using OnnxRecs.Study.Plots;

namespace OnnxRecs.Study.Describe;

/// <summary>When things happened.</summary>
internal static class TimeSection
{
    private const int FewMonths = 30;

    public static Section Of(DatasetDescription set)
    {
        var section = new Section("Time");
        TimeLine line = set.TimeLine;
        if (line is not { First: { } first, Last: { } last }) return section with { Absences = ["No event has a time: there is no time line."] };
        return section with
        {
            Pictures = [PictureOf(line, first, last)],
            Absences = line.Untimed == 0 ? [] : [$"Without a time, and so not in the time line: {Numbers.Part(line.Untimed, set.Size.Events, "event")}."],
            Tables =
            [
                new("Time", ["what", ">value"],
                [
                    ["first event", $"{first:yyyy-MM-dd HH:mm:ss} UTC"],
                    ["last event", $"{last:yyyy-MM-dd HH:mm:ss} UTC"],
                    [$"{line.Unit}s with events", $"{Numbers.Count(line.Periods.Count(period => period.Events > 0))} of {Numbers.Count(line.Periods.Length)}"],
                    ["events without a time", Numbers.Count(line.Untimed)],
                    ["events at the time of the user's previous one", $"{Numbers.Count(line.Ties)} ({Numbers.Percent(line.Ties, line.Timed)})"],
                    ["resolution", line.WholeDays ? "days" : "seconds"],
                ]),
            ],
        };
    }

    private static Picture PictureOf(TimeLine line, DateTimeOffset first, DateTimeOffset last)
    {
        string title = $"Events per {line.Unit}";
        Period busiest = line.Periods.MaxBy(period => period.Events)!;
        string caption = (first == last
            ? $"All events are of one moment, {first:yyyy-MM-dd HH:mm:ss} UTC: nothing can be said of their order."
            : $"From {first:yyyy-MM-dd} to {last:yyyy-MM-dd}, {Numbers.Plural((long)(last - first).TotalDays, "day")}; the busiest {line.Unit}, {NameOf(busiest, line)}, has " +
              $"{Numbers.Percent(busiest.Events, line.Timed)} of the events.") +
            (line.WholeDays ? " Times are whole days." : "");
        IEnumerable<Bar> bars = line.Periods.Select((period, i) => new Bar(NameOf(period, line), period.Events, i == 0 ? NameOf(period, line) : TickOf(period, line)));
        return new Picture(title, BarChart.Draw([.. bars], $"{title}. {caption}", $"{line.Unit} (UTC)", "event"), caption);
    }

    private static string NameOf(Period period, TimeLine line) => line.Unit == "year" ? $"{period.Start.Year}" : $"{period.Start:MMM yyyy}";

    /// <summary>Each month where they are few, else January's year.</summary>
    private static string TickOf(Period period, TimeLine line) =>
        line.Unit == "year" ? $"{period.Start.Year}"
        : line.Periods.Length <= FewMonths ? NameOf(period, line)
        : period.Start.Month == 1 ? $"{period.Start.Year}"
        : "";
}
