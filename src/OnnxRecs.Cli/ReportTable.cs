using System.Text.Json;
using System.Text.Json.Nodes;
using OnnxRecs.Artifacts;
using OnnxRecs.Config;
using OnnxRecs.Metrics;
using OnnxRecs.Pipeline;

namespace OnnxRecs.Cli;

/// <summary>The final table: one line for each stage and model, its metrics at one cut-off, what it took and how large it is.</summary>
/// <param name="Config">The settings of the run.</param>
/// <param name="Rows">The figures.</param>
/// <param name="Outcomes">What the run did.</param>
/// <param name="Timings">How long each artifact took, in this run or an earlier one.</param>
internal sealed record ReportTable(PipelineConfig Config, EvaluationRow[] Rows, IReadOnlyList<TaskOutcome> Outcomes, Timings Timings)
{
    private const int UsualCutOff = 10;

    /// <summary>Reads what a run that ended with the evaluation has left.</summary>
    public static ReportTable Read(PipelineConfig config, IReadOnlyList<TaskOutcome> outcomes) => new(
        config,
        EvaluationFile.Read(outcomes[^1].Artifact.PathOf(EvaluationFile.Name)).Rows,
        outcomes,
        new Timings(PipelineRunner.FolderOf(config)));

    public void Write(Terminal terminal, bool json)
    {
        if (json) terminal.WriteJson(ToJson());
        else ToTable().Write(terminal);
    }

    private JsonObject ToJson() => new()
    {
        ["dataset"] = Config.Dataset,
        ["rows"] = JsonSerializer.SerializeToNode(Rows, JsonSerializerOptions.Web),
        ["artifacts"] = StageRun.ToJson(Outcomes, Timings),
    };

    internal TextTable ToTable()
    {
        int k = Config.Evaluate.K.Contains(UsualCutOff) ? UsualCutOff : Config.Evaluate.K.Max();
        EvaluationRow[] shown = [.. Rows.Where(row => row.K == k)];
        string[] metrics = [.. shown.Select(row => row.Metric).Distinct()];
        int found = Config.Candidates.Count; // what the candidates keep of what is looked for bounds every later stage
        return new TextTable(
            ["stage", "model", "users", .. metrics.Select(metric => $">{metric}@{k}"), $">recall@{found}", ">time", ">size"],
            [.. shown.GroupBy(row => (row.Stage, row.Model, row.Group)).Select(line => (string[])
            [
                line.Key.Stage,
                line.Key.Model,
                line.Key.Group,
                .. metrics.Select(metric => Figure(line, metric)),
                Figure(Rows.Where(row => (row.Stage, row.Model, row.Group) == line.Key && row.K == found), "recall"),
                .. CostOf(line.Key.Stage, line.Key.Model),
            ])]);
    }

    private static string Figure(IEnumerable<EvaluationRow> rows, string metric) =>
        rows.FirstOrDefault(row => row.Metric == metric) is { } row ? $"{row.Value:0.0000}" : "";

    /// <summary>Time and size of the artifact that a line comes from: the stage's own where it makes one, else the model's.</summary>
    private string[] CostOf(string stage, string model)
    {
        foreach (string name in (string[])[stage, model])
        {
            string manifest = Path.Combine(PipelineRunner.FolderOf(Config), name, ManifestFile.Name);
            if (!File.Exists(manifest)) continue;
            long bytes = ManifestFile.Read(Path.GetDirectoryName(manifest)!, "onnxrecs pipeline").Files.Values.Sum(file => file.Bytes);
            return [Timings.Seconds.TryGetValue(name, out double seconds) ? Units.Seconds(seconds) : "", Units.Bytes(bytes)];
        }
        return ["", ""];
    }
}
