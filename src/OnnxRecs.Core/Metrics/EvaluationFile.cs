using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using OnnxRecs.Artifacts;

namespace OnnxRecs.Metrics;

/// <summary>The figures of a whole run and what they rest on; nothing that changes from run to run.</summary>
/// <param name="Dataset">Name of the data set.</param>
/// <param name="Licence">Its terms of use.</param>
/// <param name="Notes">What a reader of the figures must know of the data and the split.</param>
/// <param name="Split">How it was split.</param>
/// <param name="Relevance">Events of this value or more are what is looked for.</param>
/// <param name="Seed">Of the run.</param>
/// <param name="DataFingerprint">Of the prepared data.</param>
/// <param name="Definitions">What the words mean of which others have other notions: ties, the long tail, cold users, intervals.</param>
/// <param name="Rows">All figures.</param>
public sealed record Evaluation(
    string Dataset,
    string Licence,
    string[] Notes,
    string Split,
    double Relevance,
    int Seed,
    string DataFingerprint,
    SortedDictionary<string, string> Definitions,
    EvaluationRow[] Rows);

/// <summary><c>evaluation.json</c>: a line for each figure, rounded to six decimals.</summary>
public static class EvaluationFile
{
    public const string Name = "evaluation.json";

    private const int Decimals = 6;

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Strict)
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull,
    };

    public static void Write(string path, Evaluation evaluation) => AtomicFile.WriteText(path, ToText(evaluation));

    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    public static Evaluation Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<Evaluation>(File.ReadAllText(path), Options)!;
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{path} is damaged or of another version ({e.Message}): run `onnxrecs evaluate --force`", e);
        }
    }

    /// <summary>By hand down to the figures: the serialiser knows all on one line or every number on a line of its own.</summary>
    private static string ToText(Evaluation evaluation)
    {
        var text = new StringBuilder("{\n");
        Line(text, "dataset", evaluation.Dataset);
        Line(text, "licence", evaluation.Licence);
        text.Append("  \"notes\": [").AppendJoin(',', evaluation.Notes.Select(note => $"\n    {Json(note)}")).Append(evaluation.Notes.Length == 0 ? "],\n" : "\n  ],\n");
        Line(text, "split", evaluation.Split);
        Line(text, "relevance", evaluation.Relevance);
        Line(text, "seed", evaluation.Seed);
        Line(text, "dataFingerprint", evaluation.DataFingerprint);
        text.Append("  \"definitions\": {").AppendJoin(',', evaluation.Definitions.Select(entry => $"\n    {Json(entry.Key)}: {Json(entry.Value)}")).Append("\n  },\n");
        text.Append("  \"rows\": [").AppendJoin(',', evaluation.Rows.Select(RowText)).Append("\n  ]\n}\n");
        return text.ToString();
    }

    private static string RowText(EvaluationRow row) =>
        $$"""

            {
              "stage": {{Json(row.Stage)}}, "model": {{Json(row.Model)}}, "group": {{Json(row.Group)}}, "users": {{row.Users}},
              "figures": {{{string.Join(',', row.Figures.Select(figure => $"\n        {Json(figure.Key)}: {Json(Rounded(figure.Value))}"))}}
              }
            }
        """.ReplaceLineEndings("\n");

    private static Figure Rounded(Figure figure) => figure with { Value = Round(figure.Value), Low = Round(figure.Low), High = Round(figure.High) };

    private static double Round(double value) => Math.Round(value, Decimals) + 0.0; // no -0

    private static double? Round(double? value) => value is { } number ? Round(number) : null;

    private static void Line<T>(StringBuilder text, string key, T value) => text.Append($"  {Json(key)}: {Json(value)},\n");

    private static string Json<T>(T value) => JsonSerializer.Serialize(value, Options);
}
