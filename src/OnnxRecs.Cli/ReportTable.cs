using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using OnnxRecs.Artifacts;
using OnnxRecs.Config;
using OnnxRecs.Metrics;
using OnnxRecs.Pipeline;

namespace OnnxRecs.Cli;

/// <summary>The final table: one line for each stage and model, its main metrics at one cut-off, what it took and how large it is; or all metrics, one line each.</summary>
/// <param name="Config">The settings of the run.</param>
/// <param name="Evaluation">The figures.</param>
/// <param name="Outcomes">What the run did.</param>
/// <param name="Timings">How long each artifact took, in this run or an earlier one.</param>
internal sealed record ReportTable(PipelineConfig Config, Evaluation Evaluation, IReadOnlyList<TaskOutcome> Outcomes, Timings Timings)
{
    private const int UsualCutOff = 10;

    private static readonly JsonSerializerOptions JsonOptions = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    // A title for each metric of the short table; the interval stands behind the one that models are chosen by.
    private static readonly (string Metric, string Title)[] Columns =
    [
        ("HR", "HR"), ("recall", "recall"), ("NDCG", "NDCG"), ("NDCG", Interval), ("MRR", "MRR"), ("MAP", "MAP"), (MetricCatalog.Auc, "AUC"),
        ("coverage", "coverage"), ("APLT", "APLT"), ("diversity-genres", "diversity"), (MetricCatalog.Rmse, "RMSE"),
    ];

    private const string Interval = "95 % of NDCG";

    /// <summary>Reads what a run that ended with the evaluation has left.</summary>
    public static ReportTable Read(PipelineConfig config, IReadOnlyList<TaskOutcome> outcomes) => new(
        config,
        EvaluationFile.Read(outcomes[^1].Artifact.PathOf(EvaluationFile.Name)),
        outcomes,
        new Timings(PipelineRunner.FolderOf(config)));

    /// <param name="terminal">Where it goes.</param>
    /// <param name="json">As JSON, with everything.</param>
    /// <param name="groups">With the groups of users and items.</param>
    /// <param name="all">Every metric at every cut-off.</param>
    public void Write(Terminal terminal, bool json, bool groups = false, bool all = false)
    {
        if (json)
        {
            terminal.WriteJson(ToJson());
            return;
        }
        EvaluationRow[] rows = [.. Evaluation.Rows.Where(row => (groups || row.Group == UserGroups.Everybody) && (all || IsTelling(row)))];
        (all ? AllOf(rows) : ShortOf(rows, groups)).Write(terminal);
        terminal.Out.WriteLine();
        int users = rows.Length == 0 ? 0 : rows[0].Users;
        string reach = Config.HasCandidates ? $" and recall@{Config.Candidates.Count}" : "";
        string cutOff = all ? "" : $"k = {CutOff} but for AUC{reach}; `onnxrecs evaluate --metrics all` shows the rest; ";
        terminal.Out.WriteLine($"{cutOff}{users} test users; split {Evaluation.Split}");
        foreach (string note in Evaluation.Notes) terminal.Out.WriteLine($"note: {note}");
    }

    /// <summary>How well a model orders what a user has rated says little of one that does not predict ratings; the long table has it.</summary>
    private static bool IsTelling(EvaluationRow row) => row.Stage != EvaluateStage.RatedStage || row.Figures.ContainsKey(MetricCatalog.Rmse);

    private int CutOff => Config.Evaluate.K.Contains(UsualCutOff) ? UsualCutOff : Config.Evaluate.K.Max();

    /// <summary>95 % interval of a figure, or nothing.</summary>
    public static string IntervalOf(Figure? figure) => figure is { Low: { } low, High: { } high } ? $"{Number(low)}-{Number(high)}" : "";

    /// <summary>Four decimals, one where a number is large; what rounds to 0 has no sign.</summary>
    public static string Number(double value) => Math.Abs(value) < 100 ? $"{value:0.0000;-0.0000;0.0000}" : $"{value:0.0}";

    private JsonObject ToJson() => new()
    {
        ["dataset"] = Config.Dataset,
        ["split"] = Evaluation.Split,
        ["notes"] = JsonSerializer.SerializeToNode(Evaluation.Notes),
        ["definitions"] = JsonSerializer.SerializeToNode(Evaluation.Definitions),
        ["rows"] = JsonSerializer.SerializeToNode(Evaluation.Rows, JsonOptions),
        ["artifacts"] = StageRun.ToJson(Outcomes, Timings),
    };

    private TextTable ShortOf(EvaluationRow[] rows, bool groups)
    {
        string[] found = Config.HasCandidates ? [new Measure(MetricCatalog.Recall, Config.Candidates.Count).Label] : []; // what the candidates keep of what is looked for bounds every later stage
        (string Metric, string Title)[] columns = Array.FindAll(Columns, column => rows.Any(row => Cell(row, column).Length > 0));
        return new TextTable(
            ["stage", "model", .. groups ? ["group", ">users"] : Array.Empty<string>(), .. columns.Select(column => $">{column.Title}"), .. found.Select(label => $">{label}"), ">time", ">size"],
            [.. rows.Select(row => (string[])
            [
                row.Stage,
                row.Model,
                .. groups ? [row.Group, $"{row.Users}"] : Array.Empty<string>(),
                .. columns.Select(column => Cell(row, column)),
                .. found.Select(label => ValueOf(row, label)),
                .. CostOf(row.Stage, row.Model),
            ])]);
    }

    private string Cell(EvaluationRow row, (string Metric, string Title) column)
    {
        string label = column.Metric is MetricCatalog.Auc or MetricCatalog.Rmse ? column.Metric : Measure.LabelOf(column.Metric, CutOff);
        return column.Title == Interval ? IntervalOf(row.Figures.GetValueOrDefault(label)) : ValueOf(row, label);
    }

    private static TextTable AllOf(EvaluationRow[] rows) => new(
        ["stage", "model", "group", "metric", ">value", ">95 %", ">users", "better"],
        [.. rows.SelectMany(row => row.Figures.Select(figure => (string[])
        [
            row.Stage, row.Model, row.Group, figure.Key, Number(figure.Value.Value), IntervalOf(figure.Value), $"{figure.Value.Users ?? row.Users}", Better(figure.Key),
        ]))]);

    public static string Better(string label) => MetricCatalog.LowerIsBetter(Measure.MetricOf(label)) ? "lower" : "higher";

    private static string ValueOf(EvaluationRow row, string label) => row.Figures.GetValueOrDefault(label) is { } figure ? Number(figure.Value) : "";

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
