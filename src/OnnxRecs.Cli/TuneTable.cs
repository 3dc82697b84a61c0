using System.Text.Json;
using System.Text.Json.Nodes;
using OnnxRecs.Config;
using OnnxRecs.Study.Tuning;

namespace OnnxRecs.Cli;

/// <summary>What a search for settings came to: a line for each model, or for each trial, and how to use the best settings.</summary>
internal static class TuneTable
{
    public static void Write(IReadOnlyList<TunedModel> models, PipelineConfig config, string folder, Terminal terminal, bool json, bool all)
    {
        if (json)
        {
            terminal.WriteJson(ToJson(models, config));
            return;
        }
        if (all)
        {
            TrialsOf(models).Write(terminal);
            terminal.Out.WriteLine();
        }
        SummaryOf(models).Write(terminal);
        terminal.Out.WriteLine();
        terminal.Out.WriteLine($"Scores are those of the validation part, which the best was chosen by; all trials are in {Path.Combine(folder, "MODEL.csv")}. To use the best settings:");
        foreach (TunedModel model in models) terminal.Out.WriteLine($"  {ArgumentsOf(model)}");
    }

    private static TextTable SummaryOf(IReadOnlyList<TunedModel> models) => new(
        ["model", "metric", ">as it stands", ">best", ">gain", ">trial", ">epochs", ">trials", ">trainings", ">failed", ">time"],
        [.. models.Select(model => (string[])
        [
            model.Model,
            model.Best?.Metric ?? "",
            Number(model.AsTheyStand?.Score),
            Number(model.Best?.Score),
            Number(model.Gain),
            $"{model.Best?.Trial}",
            $"{model.Best?.Epochs}",
            $"{model.Results.Max(result => result.Trial)}",
            $"{model.Results.Count}",
            $"{model.Results.Count(result => result.Failure is not null)}",
            Units.Seconds(model.Seconds),
        ])]);

    /// <summary>The last round first, each with the best first.</summary>
    private static TextTable TrialsOf(IReadOnlyList<TunedModel> models) => new(
        ["model", ">trial", ">rung", ">epochs", "metric", ">score", ">time", "settings"],
        [.. models.SelectMany(model => model.Results.GroupBy(result => result.Rung).Reverse().SelectMany(TrialResult.InOrder).Select(result => (string[])
        [
            model.Model,
            $"{result.Trial}",
            $"{result.Rung}",
            $"{result.Epochs}",
            result.Metric ?? "failed",
            Number(result.Score),
            Units.Seconds(result.Seconds),
            (result.Failure is null ? "" : $"{result.Failure}; ") + string.Join(", ", result.Settings.Select(option => $"{option.Key} {TextOf(option.Value)}")),
        ]))]);

    private static string ArgumentsOf(TunedModel model) => model switch
    {
        { Best: null } => $"{model.Model}: none came to a score",
        { Changes.Count: 0 } => $"{model.Model}: as they stand",
        _ => string.Join(' ', model.Changes.Where(option => option.Value is not null).Select(option => $"--set {ForShell($"models.{model.Model}.{option.Key}={TextOf(option.Value)}")}")),
    };

    private static JsonObject ToJson(IReadOnlyList<TunedModel> models, PipelineConfig config) => new()
    {
        ["dataset"] = config.Dataset,
        ["seed"] = config.Seed,
        ["eta"] = config.Tune.Eta,
        ["models"] = new JsonArray([.. models.Select(model => (JsonNode)new JsonObject
        {
            ["model"] = model.Model,
            ["metric"] = model.Best?.Metric,
            ["asItStands"] = model.AsTheyStand?.Score,
            ["best"] = model.Best?.Score,
            ["gain"] = model.Gain,
            ["changes"] = model.Changes,
            ["seconds"] = model.Seconds,
            ["trials"] = JsonSerializer.SerializeToNode(model.Results, JsonSerializerOptions.Web),
        })]),
    };

    private static string Number(double? value) => value is { } number ? ReportTable.Number(number) : "";

    private static string TextOf(JsonNode? value) => value is JsonValue text && text.TryGetValue(out string? plain) ? plain : value?.ToJsonString() ?? "null";

    private static string ForShell(string argument) => argument.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '=' or '-' or '_' or '+') ? argument : $"'{argument}'";
}
