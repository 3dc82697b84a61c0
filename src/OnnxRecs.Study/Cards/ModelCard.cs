using System.Globalization;
using System.Text;
using OnnxRecs.Artifacts;
using OnnxRecs.Metrics;
using OnnxRecs.Models;
using OnnxRecs.Pipeline;

namespace OnnxRecs.Study.Cards;

/// <summary>What somebody must know who is handed a model: a page of Markdown. Holds nothing that changes from run to run.</summary>
/// <remarks>The sections are those of Mitchell et al., "Model Cards for Model Reporting", FAT* 2019, as far as there is something to say.</remarks>
public static class ModelCard
{
    // At the cut-off that all tables of the project have.
    private static readonly string[] Shown = ["HR@10", "recall@10", "NDCG@10", "MRR@10", "MAP@10", "AUC", "coverage@10", "APLT@10", "novelty@10", MetricCatalog.Rmse, MetricCatalog.Mae];

    /// <param name="model">The artifact's manifest.</param>
    /// <param name="data">That of the data it was trained on.</param>
    /// <param name="evaluation">In which it was judged.</param>
    public static string Of(Manifest model, Manifest data, Evaluation evaluation)
    {
        var text = new StringBuilder();
        ModelRole role = ModelCatalog.Find(model.Name).Role;
        text.Append($"# {model.Name}, trained on {evaluation.Dataset}\n\n");
        text.Append(role == ModelRole.Ranker ? "Scores given items for a user: the higher, the more likely to be liked.\n" : "Gives users and items vectors: the larger the inner product, the more likely to be liked.\n");
        text.Append($"Made by OnnxRecs (format {model.Format}); key `{model.Key}`.\n");

        text.Append("\n## Licence\n\n");
        text.Append($"The data: {evaluation.Licence}. The model carries the terms of its data; they are also in the metadata of each ONNX file. The code that made it is under the MIT licence.\n");
        DataSection(text, data, evaluation);
        MetricsSection(text, model, evaluation);
        ParitySection(text, model);
        text.Append("\n## Loading it\n\n");
        TensorRows.Write(text, model);
        UseSection(text, model, evaluation, role);
        text.Append($"\n## Settings\n\n```json\n{model.Settings.ToJsonString()}\n```\n");
        return text.ToString();
    }

    internal static void ParitySection(StringBuilder text, Manifest model)
    {
        text.Append("\n## Parity\n\nLargest difference between the ONNX file and training, relative to the larger scores: ");
        text.AppendJoin(", ", model.Graphs.Select(graph => Invariant($"{graph.File} {model.Figures[$"parity.{graph.Name}"]:0.0e+0} (allowed {graph.Tolerance ?? Agreement.Tolerance:0.0e+0})")));
        text.Append($". `{Probes.FileName}` proves it again wherever the model is opened (`onnxrecs verify`).\n");
    }

    internal static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static void DataSection(StringBuilder text, Manifest data, Evaluation evaluation)
    {
        text.Append("\n## Data and split\n\n");
        text.Append(Invariant($"{evaluation.Dataset}: {data.Figures["events"]:N0} events of {data.Figures["users"]:N0} users and {data.Figures["items"]:N0} items; liked means a value of at least {evaluation.Relevance:0.###}. "));
        text.Append(Invariant($"Split: {evaluation.Split}, seed {evaluation.Seed}; {data.Figures["testUsers"]:N0} users are judged. Fingerprint `{evaluation.DataFingerprint}`.\n"));
        foreach (string note in evaluation.Notes) text.Append($"- {note}\n");
    }

    private static void MetricsSection(StringBuilder text, Manifest model, Evaluation evaluation)
    {
        text.Append("\n## Metrics\n\nOf the exported files, on the test part, with 95 % bootstrap intervals over the users where there are any. `full`: over the whole catalogue, what a user has met left out.\n\n");
        text.Append("| stage | users | metric | value | 95 % interval | most popular |\n|---|---|---|---|---|---|\n");
        foreach (EvaluationRow row in evaluation.Rows.Where(row => row.Model == model.Name && row.Group == UserGroups.Everybody))
        {
            EvaluationRow? popular = evaluation.Rows.FirstOrDefault(other => other.Model == "popular" && other.Stage == row.Stage && other.Group == row.Group);
            foreach (string metric in Shown.Where(row.Figures.ContainsKey))
                text.Append(Invariant($"| {row.Stage} | {row.Users:N0} | {metric} | {row.Figures[metric].Value:0.0000} | {Interval(row.Figures[metric])} | {Value(popular, metric)} |\n"));
        }
        EvaluationRow[] groups = [.. evaluation.Rows.Where(row => row.Model == model.Name && row.Stage == EvaluateStage.FullStage && row.Group != UserGroups.Everybody && row.Figures.ContainsKey("NDCG@10"))];
        if (groups.Length == 0) return;
        text.Append("\n| group, full | users | NDCG@10 | 95 % interval |\n|---|---|---|---|\n");
        foreach (EvaluationRow row in groups) text.Append(Invariant($"| {row.Group} | {row.Users:N0} | {row.Figures["NDCG@10"].Value:0.0000} | {Interval(row.Figures["NDCG@10"])} |\n"));
    }

    private static void UseSection(StringBuilder text, Manifest model, Evaluation evaluation, ModelRole role)
    {
        TensorInfo[] inputs = [.. model.Graphs.SelectMany(graph => graph.Inputs)];
        bool readsHistory = inputs.Any(input => input.Name == FeedNames.History), readsUser = inputs.Any(input => input.Name == FeedNames.User);
        text.Append("\n## Intended use\n\n");
        text.Append(role == ModelRole.Ranker
            ? $"To order items of {evaluation.Dataset}, all of them or candidates, for research and as a baseline of other work on these data.\n"
            : $"To find candidates among the items of {evaluation.Dataset} by vector search, for research and as a baseline of other work on these data.\n");
        text.Append("\n## Limits\n\n");
        text.Append("- It knows only the items of its data: a later one has no index and cannot be offered. Train anew when the catalogue changes.\n");
        text.Append((readsHistory, readsUser) switch
        {
            (true, true) => "- Users who were not trained on are known by what they liked alone.\n",
            (true, false) => "- Users are known by what they liked and by nothing else; all who liked nothing yet get the same scores.\n",
            (false, true) => "- Users who were not trained on all get the same scores, whatever they liked.\n",
            _ => "- All users get the same scores.\n",
        });
        if (inputs.FirstOrDefault(input => input.Name == FeedNames.Length)?.Below is { } below) text.Append(Invariant($"- Of a history it reads the last {below - 1:N0} items at most.\n"));
        text.Append("- The figures are of past events of these users. What people would have liked had it been shown to them is not known, and popular items are favoured by such figures.\n");
        text.Append("- It was not examined for fairness towards groups of people beyond the groups above, nor for decisions that matter to anybody's rights, health or money.\n");
    }

    private static string Interval(Figure figure) => figure is { Low: { } low, High: { } high } ? Invariant($"{low:0.0000} to {high:0.0000}") : "";

    private static string Value(EvaluationRow? row, string metric) => row is not null && row.Figures.TryGetValue(metric, out Figure? figure) ? Invariant($"{figure.Value:0.0000}") : "";
}
