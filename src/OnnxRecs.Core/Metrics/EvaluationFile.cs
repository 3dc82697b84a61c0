using System.Text.Encodings.Web;
using System.Text.Json;
using OnnxRecs.Artifacts;

namespace OnnxRecs.Metrics;

/// <summary>The figures of a whole run and what they rest on; nothing that changes from run to run.</summary>
/// <param name="Dataset">Name of the data set.</param>
/// <param name="Licence">Its terms of use.</param>
/// <param name="Split">How it was split.</param>
/// <param name="Relevance">Events of this value or more are what is looked for.</param>
/// <param name="Seed">Of the run.</param>
/// <param name="DataFingerprint">Of the prepared data.</param>
/// <param name="Rows">All figures.</param>
public sealed record Evaluation(string Dataset, string Licence, string Split, double Relevance, int Seed, string DataFingerprint, EvaluationRow[] Rows);

/// <summary><c>evaluation.json</c>.</summary>
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

    public static void Write(string path, Evaluation evaluation) => AtomicFile.WriteText(path, JsonSerializer.Serialize(evaluation, Options) + "\n");

    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    public static Evaluation Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<Evaluation>(File.ReadAllText(path), Options)!;
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{path} is damaged ({e.Message}): run `onnxrecs evaluate --force`", e);
        }
    }
}
