using System.Text.Json.Nodes;
using OnnxRecs.Onnx;
using OnnxRecs.Pipeline;

namespace OnnxRecs.Cli;

/// <summary>What is shown of an ONNX file.</summary>
internal static class OnnxRows
{
    private const string Foreign = "none of OnnxRecs: where the file comes from, its data and its licence are not known";

    /// <summary>Lines of "what" and "value".</summary>
    public static IEnumerable<string[]> Of(OnnxSummary summary)
    {
        foreach ((string name, string type) in summary.Inputs) yield return ["takes", $"{name}: {type}"];
        foreach ((string name, string type) in summary.Outputs) yield return ["gives", $"{name}: {type}"];
        yield return ["operators", string.Join(", ", summary.Operators.OrderByDescending(entry => entry.Value).ThenBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => $"{entry.Value} {entry.Key}"))];
        yield return ["parameters", $"{summary.Parameters:N0} ({string.Join(", ", summary.Stored.Select(entry => $"{entry.Value:N0} {entry.Key}"))})"];
        yield return ["size", Units.Bytes(summary.Bytes)];
        yield return ["format", $"{string.Join(", ", summary.Opsets.Select(entry => $"{entry.Key} opset {entry.Value}"))}, IR {summary.IrVersion}{(summary.Producer.Length == 0 ? "" : $", written by {summary.Producer}")}"];
        if (!IsOurs(summary)) yield return ["metadata", Foreign];
        foreach ((string key, string value) in summary.Metadata) yield return [key == "licence" ? key : $"meta {key}", value];
    }

    /// <summary>The same for programs, with the graph's nodes as lines where they are asked for.</summary>
    public static JsonObject ToJson(OnnxSummary summary, string? graph)
    {
        var json = new JsonObject
        {
            ["bytes"] = summary.Bytes,
            ["irVersion"] = summary.IrVersion,
            ["opsets"] = MapOf(summary.Opsets),
            ["producer"] = summary.Producer,
            ["inputs"] = MapOf(summary.Inputs),
            ["outputs"] = MapOf(summary.Outputs),
            ["operators"] = MapOf(summary.Operators),
            ["parameters"] = summary.Parameters,
            ["stored"] = MapOf(summary.Stored),
            ["metadata"] = MapOf(summary.Metadata),
            ["isOnnxRecs"] = IsOurs(summary),
        };
        if (graph is not null) json["graph"] = new JsonArray([.. graph.TrimEnd().Split('\n').Select(text => (JsonNode)text)]);
        return json;
    }

    private static bool IsOurs(OnnxSummary summary) => summary.Metadata.Any(entry => entry.Key == ModelMetadata.ItemVocabulary);

    private static JsonObject MapOf<T>(IEnumerable<KeyValuePair<string, T>> entries) => new(entries.DistinctBy(entry => entry.Key).Select(entry => KeyValuePair.Create(entry.Key, (JsonNode?)JsonValue.Create(entry.Value))));
}
