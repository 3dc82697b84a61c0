using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using OnnxRecs.Artifacts;
using OnnxRecs.Config;
using OnnxRecs.Data;
using OnnxRecs.Pipeline;
using OnnxRecs.Runtime;
using OnnxRecs.Serving;
using OnnxRecs.Study.Frontier;
using OnnxRecs.Study.Pages;

namespace OnnxRecs.Cli;

/// <summary><c>onnxrecs frontier</c>: what re-rankers gain and cost over a grid of their settings.</summary>
internal static class FrontierCommand
{
    public const string PageName = "frontier.html";

    // The penalty against the order of the ranker, with and without MMR.
    private static readonly string[] DefaultGrid = ["rank.popularityPenalty.alpha=0,0.05,0.1,0.2,0.5,1", "rank.mmr.lambda=1,0.9,0.8"];

    public static Command Create(Terminal terminal, TimeProvider time)
    {
        var over = new Option<string[]>("--over")
        {
            Description = $"Values of one setting below rank; may be given several times for all combinations [default: {string.Join(" and ", DefaultGrid)}]",
            HelpName = "PATH=V,V,...",
        };
        var ranker = new Option<string?>("--ranker") { Description = "One of rank.rankers; default: the first", HelpName = "NAME" };
        var cutOff = new Option<int?>("--k") { Description = "Cut-off of all metrics, at most rank.count; default: 10 where evaluate.k has it, else its first", HelpName = "N" };
        var x = new Option<string>("--x") { Description = "Metric that is gained", HelpName = "METRIC", DefaultValueFactory = _ => "coverage" };
        var y = new Option<string>("--y") { Description = "Metric that is paid with, and tested", HelpName = "METRIC", DefaultValueFactory = _ => "NDCG" };
        var phase = new Option<string>("--phase") { Description = "Whose events are sought: test or validation", HelpName = "PART", DefaultValueFactory = _ => "test" };
        phase.AcceptOnlyFromAmong("test", "validation");
        var page = new Option<string?>("--out") { Description = $"File that takes the page [default: models/DATASET/{PageName}]", HelpName = "FILE" };
        var command = new Verb(
            "frontier",
            "Shows what re-rankers gain and cost: their settings over a grid, with intervals, tests and the Pareto front.",
            """
            Candidates are ranked once and re-ranked by every combination; other re-rankers of the settings stay as they are set. Each row is compared
            with the ranker alone; an experiment is left aside. The figures are also written to a page with a picture that needs no network.
            Needs the artifacts of `data`, `train` and `candidates`, and of `rank` where models are blended.

            Examples:
              onnxrecs frontier
              onnxrecs frontier --over rank.popularityPenalty.alpha=0,0.2,0.4 --set rank.mmr.lambda=1
              onnxrecs frontier --over rank.mmr.lambda=1,0.9,0.8,0.7 --x diversity-genres --phase validation
            """)
        {
            over,
            ranker,
            cutOff,
            x,
            y,
            phase,
            page,
            CommonOptions.Json,
        };
        command.SetAction((line, cancel) =>
        {
            PipelineConfig config = CommonOptions.LoadConfig(line);
            string chosen = CommonOptions.RankerOf(line.GetValue(ranker), config);
            var task = new FrontierTask(
                line.GetValue(phase) == "test" ? Phase.Test : Phase.Validation, CutOff(line.GetValue(cutOff), config), Metric("--x", line.GetValue(x)!), Metric("--y", line.GetValue(y)!));
            SettingGrid grid = SettingGrid.Parse(line.GetValue(over) is { Length: > 0 } axes ? axes : DefaultGrid);
            RankOptions[] ways = [.. grid.Combinations.Select(combination => CommonOptions.LoadConfig(line, combination).Rank)];
            FrontierReport report = LiveReporter.Run(terminal, time, reporter =>
            {
                using var chain = new ServingChain(new StageContext(config, reporter, OnnxModel.Opener(config.Device)), time, chosen);
                return FrontierRun.Measure(chain, config, grid, ways, task, reporter, cancel);
            });
            string file = line.GetValue(page) ?? Path.Combine(PipelineRunner.FolderOf(config), PageName);
            AtomicFile.WriteText(file, FrontierPage.ToHtml(report));
            if (line.GetValue(CommonOptions.Json)) WriteJson(report, file, terminal);
            else Write(report, file, terminal);
            return Task.CompletedTask;
        });
        return command;
    }

    private static int CutOff(int? given, PipelineConfig config)
    {
        int k = given ?? (config.Evaluate.K.Contains(10) ? 10 : config.Evaluate.K[0]);
        return k >= 1 && k <= config.Rank.Count ? k : throw new InputException($"--k {k}: is not within 1 .. {config.Rank.Count}, the length of the lists (rank.count)");
    }

    private static string Metric(string option, string name) =>
        FrontierTask.Metrics.Contains(name) ? name : throw new InputException($"{option} {name}: is none of {string.Join(", ", FrontierTask.Metrics)}{Spelling.Hint(name, FrontierTask.Metrics)}");

    private static void WriteJson(FrontierReport report, string file, Terminal terminal)
    {
        JsonObject json = JsonSerializer.SerializeToNode(report, JsonSerializerOptions.Web)!.AsObject();
        json["page"] = file;
        terminal.WriteJson(json);
    }

    private static void Write(FrontierReport report, string file, Terminal terminal)
    {
        FigureTable table = FrontierText.Table(report);
        terminal.Out.WriteLine($"{report.Dataset}: {table.Title}");
        terminal.Out.WriteLine();
        new TextTable(table.Headers, table.Rows).Write(terminal);
        terminal.Out.WriteLine();
        foreach (string sentence in FrontierText.Sentences(report)) terminal.Out.WriteLine(sentence);
        terminal.Out.WriteLine();
        terminal.Out.WriteLine($"Page with the picture: {file}");
    }
}
