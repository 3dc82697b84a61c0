using System.Text.Json.Nodes;
using OnnxRecs.Artifacts;
using OnnxRecs.Models;

namespace OnnxRecs.Study.Tuning;

/// <summary><c>MODEL.csv</c> beside the trials: a line for each training, with a column for each option that was drawn.</summary>
internal static class TrialFile
{
    private static readonly string[] Heading = ["trial", "rung", "epochs", "metric", "score", "seconds", "failure"];

    /// <param name="path">The file.</param>
    /// <param name="options">The columns of options.</param>
    /// <param name="results">The lines.</param>
    public static void Write(string path, IReadOnlyCollection<string> options, IEnumerable<TrialResult> results)
    {
        IEnumerable<string[]> lines = results.Select(result => (string[])
        [
            $"{result.Trial}", $"{result.Rung}", $"{result.Epochs}", result.Metric ?? "", $"{result.Score:R}", $"{result.Seconds:0.###}", result.Failure ?? "",
            .. options.Select(option => TextOf(result.Settings[option])),
        ]);
        AtomicFile.WriteText(path, string.Concat(lines.Prepend([.. Heading, .. options]).Select(line => string.Join(',', line.Select(Quoted)) + "\n")));
    }

    private static string TextOf(JsonNode? value) => value is JsonValue text && text.TryGetValue(out string? plain) ? plain : value?.ToJsonString() ?? "";

    /// <summary>As RFC 4180 has it.</summary>
    private static string Quoted(string field) => field.AsSpan().ContainsAny(",\"\n\r") ? $"\"{field.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : field;
}
