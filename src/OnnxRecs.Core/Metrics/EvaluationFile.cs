using System.Text.Encodings.Web;
using System.Text.Json;

namespace OnnxRecs.Metrics;

/// <summary><c>evaluation.json</c>: the figures of a whole run, and nothing that changes from run to run.</summary>
public static class EvaluationFile
{
    public const string Name = "evaluation.json";

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Strict)
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        WriteIndented = true,
        NewLine = "\n",
    };

    /// <summary>The rows as JSON text.</summary>
    public static string ToText(string dataset, IReadOnlyList<EvaluationRow> rows) => JsonSerializer.Serialize(new Content(dataset, [.. rows]), Options) + "\n";

    /// <summary>Reads the rows.</summary>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    public static EvaluationRow[] Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<Content>(File.ReadAllText(path), Options)!.Rows;
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{path} is damaged ({e.Message}): run `onnxrecs evaluate --force`", e);
        }
    }

    private sealed record Content(string Dataset, EvaluationRow[] Rows);
}
