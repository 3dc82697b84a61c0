using System.CommandLine;
using System.Text.Json.Nodes;
using OnnxRecs.Artifacts;
using OnnxRecs.Config;
using OnnxRecs.Pipeline;
using OnnxRecs.Runtime;

namespace OnnxRecs.Cli;

/// <summary>What the commands of the stages have in common: run it, show what came of it.</summary>
internal static class StageRun
{
    /// <summary>Makes the runner of a configuration and lets it work, with progress shown.</summary>
    public static IReadOnlyList<TaskOutcome> Run(PipelineConfig config, Terminal terminal, TimeProvider time, Func<PipelineRunner, IReadOnlyList<TaskOutcome>> work) =>
        LiveReporter.Run(terminal, time, reporter =>
            work(new PipelineRunner(PipelineTasks.Of(config, reporter, time), new StageContext(config, reporter, OnnxModel.Opener(config.Device)), time)));

    /// <summary>One stage by itself, with its artifacts as the result.</summary>
    public static void RunStage(string stage, IReadOnlyCollection<string> names, ParseResult line, Terminal terminal, TimeProvider time, CancellationToken cancel)
    {
        PipelineConfig config = CommonOptions.LoadConfig(line);
        IReadOnlyList<TaskOutcome> outcomes = Run(config, terminal, time, runner => runner.RunStage(stage, names, line.GetValue(CommonOptions.Force), cancel));
        var timings = new Timings(PipelineRunner.FolderOf(config));
        if (line.GetValue(CommonOptions.Json)) terminal.WriteJson(new JsonObject { ["dataset"] = config.Dataset, ["artifacts"] = ToJson(outcomes, timings) });
        else TableOf(outcomes, timings).Write(terminal);
    }

    public static JsonArray ToJson(IReadOnlyList<TaskOutcome> outcomes, Timings timings) =>
        [.. outcomes.Select(outcome => (JsonNode)new JsonObject
        {
            ["stage"] = outcome.Task.Stage,
            ["name"] = outcome.Task.Name,
            ["built"] = outcome.Built,
            ["seconds"] = timings.Seconds.TryGetValue(outcome.Task.Name, out double seconds) ? seconds : null,
            ["bytes"] = outcome.Artifact.Bytes,
            ["figures"] = new JsonObject(outcome.Artifact.Manifest.Figures.Select(figure => KeyValuePair.Create(figure.Key, (JsonNode?)figure.Value))),
        })];

    private static TextTable TableOf(IReadOnlyList<TaskOutcome> outcomes, Timings timings) => new(
        ["artifact", "state", ">time", ">size", "figures"],
        [.. outcomes.Select(outcome => new[]
        {
            outcome.Artifact.Folder,
            outcome.Built ? "built" : "up to date",
            timings.Seconds.TryGetValue(outcome.Task.Name, out double seconds) ? Units.Seconds(seconds) : "",
            Units.Bytes(outcome.Artifact.Bytes),
            string.Join(", ", outcome.Artifact.Manifest.Figures.Select(figure => $"{figure.Key} {Units.Figure(figure.Value)}")),
        })]);
}
