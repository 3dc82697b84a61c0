using OnnxRecs.Metrics;
using OnnxRecs.Metrics.Statistics;
using OnnxRecs.Study.Pages;

namespace OnnxRecs.Study.Frontier;

/// <summary>A frontier as a table and as sentences, for the terminal and the page alike.</summary>
public static class FrontierText
{
    private const double Level = 0.05;

    // Before a path, where it says nothing.
    private const string Section = "rank.";

    /// <summary>A row for each point.</summary>
    public static FigureTable Table(FrontierReport report)
    {
        string[] labels = [.. report.Points.SelectMany(point => point.Figures.Keys).Distinct()];
        bool hasIntervals = report.Points[0].Figures.Values.Any(figure => figure.Low is not null), isPaired = report.Points.Any(point => point.Difference is not null);
        return new FigureTable(
            $"{report.Y} and {report.X}",
            [
                ">#", .. report.Paths.Select(path => $">{path[Section.Length..]}"),
                .. labels.SelectMany(label => HasInterval(label) ? (string[])[$">{label}", ">95 %"] : [$">{label}"]),
                .. isPaired ? [$">{report.Y} - alone", .. hasIntervals ? [">95 %"] : Array.Empty<string>(), ">p", ">Holm"] : Array.Empty<string>(),
                "front",
            ],
            [.. report.Points.Select(point => (string[])
            [
                $"{point.Number}", .. report.Paths.Select((_, i) => point.Values.Length > 0 ? point.Values[i] : i == 0 ? "alone" : ""),
                .. labels.SelectMany(label => HasInterval(label) ? (string[])[ValueOf(point, label), Range(point.Figures.GetValueOrDefault(label))] : [ValueOf(point, label)]),
                .. isPaired
                    ? [point.Difference is { } difference ? Signed(difference.Value) : "", .. hasIntervals ? [Range(point.Difference, Signed)] : Array.Empty<string>(), P(point.P), P(point.HolmP)]
                    : Array.Empty<string>(),
                point.IsOnFront ? "yes" : "",
            ])]);

        // Of all figures only what is paid with: the others' intervals are in the JSON.
        bool HasInterval(string label) => hasIntervals && label == report.Y && report.Points[0].Figures[label].Low is not null;
    }

    /// <summary>What the table says, and how it is to be read.</summary>
    public static IReadOnlyList<string> Sentences(FrontierReport report)
    {
        FrontierPoint alone = report.Points[0];
        var sentences = new List<string>
        {
            $"Row 0 is the ranker {report.Ranker} alone: {report.Y} {ValueOf(alone, report.Y)}, {report.X} {ValueOf(alone, report.X)}. The others have {(report.Rerankers.Length == 0 ? "no re-ranker either" : string.Join(", ", report.Rerankers))}.",
        };
        if (report.Points.Any(point => point.HolmP is not null))
        {
            FrontierPoint[] kept = [.. report.Points.Where(point => !IsLoss(point, report))];
            FrontierPoint most = kept.MaxBy(point => Sign(report.LowerXIsBetter) * (point.Figures.GetValueOrDefault(report.X)?.Value ?? double.NaN))!;
            sentences.Add(
                $"The best {report.X} of a row without a significant loss of {report.Y}, by its own p and 5 %: {ValueOf(most, report.X)} in row {most.Number}, {report.Y} {ValueOf(most, report.Y)}. " +
                "That a loss is not significant does not prove that there is none: see the interval of the difference.");
            sentences.Add($"Differences are paired over users, p is that of the randomisation test; Holm: corrected for all {report.Points.Count(point => point.HolmP is not null)} rows.");
        }
        FrontierPoint[] relaxed = [.. report.Points.Where(point => point.Relaxed > 0)];
        if (relaxed.Length > 0) sentences.Add($"Constraints had to be relaxed: {string.Join(", ", relaxed.Select(point => $"row {point.Number} in {point.Relaxed:N0} lists"))}.");
        sentences.Add($"On the front is what no other row beats in one of {report.Y} and {report.X} without being worse in the other. Figures of the {report.Part} part, {report.Users:N0} users.");
        if (report.Part == "test") sentences.Add("Whoever chooses settings by the test part reports figures that are too good: choose with --phase validation.");
        return sentences;
    }

    internal static string ValueOf(FrontierPoint point, string label) => point.Figures.GetValueOrDefault(label) is { } figure ? Show(figure.Value) : "";

    /// <summary>"alpha 0.1, lambda 0.9", with as much of the paths as tells them apart.</summary>
    internal static string NameOf(FrontierPoint point, FrontierReport report) =>
        point.Values.Length == 0 ? $"{report.Ranker} alone" : string.Join(", ", report.Paths.Zip(point.Values, (path, value) => $"{path[Section.Length..]} {value}"));

    // By the p before the correction: who wants to find no loss must not be helped by having made many tests.
    private static bool IsLoss(FrontierPoint point, FrontierReport report) => point.P < Level && Sign(report.LowerYIsBetter) * point.Difference!.Value < 0;

    private static int Sign(bool lowerIsBetter) => lowerIsBetter ? -1 : 1;

    private static string Show(double value) => Math.Abs(value) < 100 ? $"{value:0.0000}" : $"{value:0.0}";

    private static string Signed(double value) => $"{value:+0.0000;-0.0000;0.0000}";

    private static string Range(Figure? figure, Func<double, string>? show = null) => figure is { Low: { } low, High: { } high } ? $"{(show ?? Show)(low)} .. {(show ?? Show)(high)}" : "";

    private static string P(double? p) => p switch { null => "", < 0.0001 => "<0.0001", _ => $"{p:0.0000}" };
}
