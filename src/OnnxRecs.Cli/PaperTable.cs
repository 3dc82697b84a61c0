using System.Text.Json.Nodes;
using OnnxRecs.Study.Papers;

namespace OnnxRecs.Cli;

/// <summary>The list of runs, and what one came to.</summary>
internal static class PaperTable
{
    public static void WriteList(IReadOnlyList<PaperRun> runs, Terminal terminal, bool json)
    {
        if (json)
        {
            terminal.WriteJson(new JsonArray([.. runs.Select(run => (JsonNode)new JsonObject
            {
                ["name"] = run.Name,
                ["what"] = run.What,
                ["source"] = run.Source,
                ["time"] = run.Time,
                ["figures"] = new JsonArray([.. run.Figures.Select(figure => (JsonNode)ToJson(figure))]),
            })]));
            return;
        }
        new TextTable(
            ["name", "what", "metric", ">published", "goal", ">time"],
            [.. runs.SelectMany(run => run.Figures.Select((figure, i) => (string[])
            [
                .. i == 0 ? [run.Name, run.What] : new[] { "", "" }, figure.Metric, figure.PublishedText, figure.GoalText, i == 0 ? run.Time : "",
            ]))]).Write(terminal);
        terminal.Out.WriteLine();
        terminal.Out.WriteLine("~: quoted from memory. Times are of two cores.");
    }

    /// <param name="verdict">What was reached.</param>
    /// <param name="seconds">Of the training, in this call or an earlier one.</param>
    /// <param name="seed">Of the run.</param>
    /// <param name="changes">Settings that are not the run's own.</param>
    /// <param name="terminal">Where it goes.</param>
    /// <param name="json">As JSON.</param>
    public static void Write(PaperVerdict verdict, double seconds, int seed, string[] changes, Terminal terminal, bool json)
    {
        PaperRun run = verdict.Run;
        if (json)
        {
            terminal.WriteJson(new JsonObject
            {
                ["name"] = run.Name,
                ["source"] = run.Source,
                ["reached"] = verdict.IsReached,
                ["trainingSeconds"] = seconds,
                ["seed"] = seed,
                ["changes"] = new JsonArray([.. changes.Select(change => (JsonNode)change)]),
                ["figures"] = new JsonArray([.. verdict.Lines.Select(line =>
                {
                    JsonObject figure = ToJson(line.Figure);
                    (figure["value"], figure["low"], figure["high"], figure["reached"]) = (line.Reached.Value, line.Reached.Low, line.Reached.High, line.IsReached);
                    if (line.Folds.Length > 0) figure["folds"] = new JsonArray([.. line.Folds.Select(fold => (JsonNode)fold)]);
                    return (JsonNode)figure;
                })]),
            });
            return;
        }
        terminal.Out.WriteLine($"{run.What}; {run.Source}");
        terminal.Out.WriteLine();
        new TextTable(
            ["metric", ">reached", run.Folds.Length == 0 ? ">95 %" : ">folds", "goal", ">published"],
            [.. verdict.Lines.Select(line => (string[])
            [
                line.Figure.Metric, ReportTable.Number(line.Reached.Value), SpreadOf(line), line.Figure.GoalText, line.Figure.PublishedText,
            ])]).Write(terminal);
        terminal.Out.WriteLine();
        string changed = changes.Length == 0 ? "" : $", {string.Join(" ", changes)}";
        terminal.Out.WriteLine($"{verdict.Text}; trained in {Units.Seconds(seconds)}, seed {seed}{changed}");
    }

    /// <summary>The interval of a figure, or all folds it is the mean of.</summary>
    private static string SpreadOf(PaperLine line) => line.Folds.Length == 0 ? ReportTable.IntervalOf(line.Reached) : string.Join(' ', line.Folds.Select(ReportTable.Number));

    private static JsonObject ToJson(PaperFigure figure) => new()
    {
        ["metric"] = figure.Metric,
        ["published"] = figure.Published,
        ["fromMemory"] = figure.IsFromMemory,
        ["goal"] = figure.Goal,
        ["within"] = figure.Within,
    };
}
