using OnnxRecs.Metrics;
using OnnxRecs.Study.Funnel;

namespace OnnxRecs.Cli;

/// <summary>The funnel as tables: a line for each stage, and the groups beside each other.</summary>
internal static class FunnelTable
{
    private static readonly string[] Metrics = ["coverage", "APLT", "diversity-genres", "diversity-vectors"];

    /// <param name="group">Shown alone; null: everybody, and all groups in short.</param>
    public static void Write(FunnelReport report, string? group, Terminal terminal)
    {
        FunnelGroup shown = report.Stages[0][group ?? UserGroups.Everybody];
        terminal.Out.WriteLine($"{report.Dataset}, ranker {report.Ranker}, {(group is null ? "" : $"{group}: ")}{shown.Users:N0} test users");
        terminal.Out.WriteLine();
        InFull(report, shown.Group).Write(terminal);
        if (group is null && report.Groups.Skip(1).Any())
        {
            foreach ((string title, Func<FunnelGroup, double> value) in new (string, Func<FunnelGroup, double>)[]
            {
                ("kept, by group", one => one.Kept),
                ($"recall@{report.K}, by group", one => one.Figures[$"recall@{report.K}"].Value),
                ($"NDCG@{report.K}, by group", one => one.Figures[$"NDCG@{report.K}"].Value),
            })
            {
                terminal.Out.WriteLine();
                terminal.Out.WriteLine(title);
                ByGroup(report, value).Write(terminal);
            }
        }
        terminal.Out.WriteLine();
        terminal.Out.WriteLine($"kept: share of what is sought that is in the whole list. Times: single requests on one thread, {report.TimedUsers:N0} users.");
        if (report.Stages[0].Name == FunnelRun.Exact) terminal.Out.WriteLine($"{FunnelRun.Exact}: the nearest items by the vectors alone; it is not a stage of its own but part of the candidates, which other sources add to.");
        foreach (string note in report.Notes) terminal.Out.WriteLine(note);
    }

    private static TextTable InFull(FunnelReport report, string group)
    {
        string[] known = [.. Metrics.Select(metric => Measure.LabelOf(metric, report.K)).Where(label => report.Stages.Any(stage => stage[group].Figures.ContainsKey(label)))];
        return new TextTable(
            ["stage", ">length", ">kept", $">recall@{report.K}", $">NDCG@{report.K}", ">95 %", .. known.Select(label => $">{label}"), ">ms", ">p99 ms"],
            [.. report.Stages.Select(stage =>
            {
                OrderedDictionary<string, Figure> figures = stage[group].Figures;
                Figure ndcg = figures[$"NDCG@{report.K}"];
                return (string[])
                [
                    stage.Name,
                    $"{stage.Length:0.#}",
                    ReportTable.Number(stage[group].Kept),
                    ReportTable.Number(figures[$"recall@{report.K}"].Value),
                    ReportTable.Number(ndcg.Value),
                    ReportTable.IntervalOf(ndcg),
                    .. known.Select(label => figures.TryGetValue(label, out Figure? figure) ? ReportTable.Number(figure.Value) : ""),
                    $"{stage.Milliseconds:0.000}",
                    $"{stage.MillisecondsP99:0.000}",
                ];
            })]);
    }

    private static TextTable ByGroup(FunnelReport report, Func<FunnelGroup, double> value) => new(
        ["group", ">users", .. report.Stages.Select(stage => $">{stage.Name}")],
        [.. report.Groups.Select(group => (string[])[group, $"{report.Stages[0][group].Users:N0}", .. report.Stages.Select(stage => ReportTable.Number(value(stage[group])))])]);
}
