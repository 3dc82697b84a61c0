using System.CommandLine;
using OnnxRecs.Config;
using OnnxRecs.Pipeline;
using OnnxRecs.Study.Cards;

namespace OnnxRecs.Cli;

/// <summary><c>onnxrecs evaluate</c>: metrics of each stage and model.</summary>
internal static class EvaluateCommand
{
    private const string Summary = "summary";
    private const string All = "all";

    public static Command Create(Terminal terminal, TimeProvider time)
    {
        var compare = new Option<string?>("--compare") { Description = "Show two models side by side, every metric, with intervals and paired tests", HelpName = "A,B" };
        var metrics = new Option<string>("--metrics")
        {
            Description = $"{Summary}: a line for each model; {All}: every metric at every cut-off, a line for each",
            HelpName = "WHICH",
            DefaultValueFactory = _ => Summary,
        };
        metrics.AcceptOnlyFromAmong(Summary, All);
        var groups = new Option<bool>("--groups") { Description = "Show groups of users (cold, regular, heavy, light) and of items (head, tail) as well" };
        var command = new Verb(
            "evaluate",
            "Measures each model over the full catalogue and each stage of the pipeline on the test events.",
            """
            Needs the artifacts of all other stages. The figures are also written to models/DATASET/evaluation.json,
            and into a card for each model, such as models/DATASET/gru.md.
            A and B are models, which means their full ranking, or STAGE/MODEL, such as rank/gru or candidates/two-tower.

            Examples:
              onnxrecs evaluate
              onnxrecs evaluate --compare gru,neumf
              onnxrecs evaluate --metrics all --groups
              onnxrecs evaluate --json --set evaluate.k=[1,5,10]
            """)
        {
            compare,
            metrics,
            groups,
            CommonOptions.Force,
            CommonOptions.Json,
        };
        command.SetAction((line, cancel) =>
        {
            PipelineConfig config = CommonOptions.LoadConfig(line);
            string? names = line.GetValue(compare);
            if (names is not null) ComparisonTable.Parse(names); // a slip is told before anything is computed
            (bool force, bool json) = (line.GetValue(CommonOptions.Force), line.GetValue(CommonOptions.Json));
            IReadOnlyList<TaskOutcome> outcomes = StageRun.Run(config, terminal, time, runner => runner.RunStage("evaluate", [], force, cancel));
            CardFiles.WriteAll(PipelineRunner.FolderOf(config));
            if (names is not null) ComparisonTable.Write(ComparisonTable.Read(outcomes[^1].Artifact, names), terminal, json);
            else ReportTable.Read(config, outcomes).Write(terminal, json, line.GetValue(groups), line.GetValue(metrics) == All);
            return Task.CompletedTask;
        });
        return command;
    }
}
