using System.Text.Json.Nodes;
using OnnxRecs.Artifacts;
using OnnxRecs.Metrics;

namespace OnnxRecs.Cli;

/// <summary>Two models side by side: a line for each metric and cut-off, with intervals and tests.</summary>
internal static class ComparisonTable
{
    /// <summary>The two names of <c>--compare A,B</c>.</summary>
    /// <exception cref="InputException">There are not two.</exception>
    public static (string A, string B) Parse(string names) =>
        names.Split(',', StringSplitOptions.TrimEntries) is [{ Length: > 0 } a, { Length: > 0 } b]
            ? (a, b)
            : throw new InputException($"--compare takes two names with a comma between them, such as gru,neumf or rank/gru,full/gru; found \"{names}\"");

    /// <summary>Compares from what an evaluation has left.</summary>
    public static Comparison Read(Artifact evaluation, string names)
    {
        (string a, string b) = Parse(names);
        return Comparison.Of(EvaluationFile.Read(evaluation.PathOf(EvaluationFile.Name)), UserValuesFile.Read(evaluation.PathOf(UserValuesFile.Name)), a, b);
    }

    public static void Write(Comparison comparison, Terminal terminal, bool json)
    {
        if (json)
        {
            terminal.WriteJson(ToJson(comparison));
            return;
        }
        terminal.Out.WriteLine($"A: {comparison.A}\nB: {comparison.B}\n".ReplaceLineEndings(terminal.Out.NewLine));
        ToTable(comparison).Write(terminal);
        terminal.Out.WriteLine();
        terminal.Out.WriteLine("Paired tests over users, two-sided: randomisation (signs flipped at random) and t. Holm: the p before it, corrected for all lines of this table that have one.");
    }

    private static TextTable ToTable(Comparison comparison) => new(
        ["metric", "better", ">A", ">95 %", ">B", ">95 %", ">A - B", ">p random", ">Holm", ">p t", ">Holm", ">users"],
        [.. comparison.Lines.Select(line => (string[])
        [
            line.Label,
            line.LowerIsBetter ? "lower" : "higher",
            ReportTable.Number(line.A.Value),
            ReportTable.IntervalOf(line.A),
            ReportTable.Number(line.B.Value),
            ReportTable.IntervalOf(line.B),
            $"{line.Difference:+0.0000;-0.0000;0.0000}",
            P(line.Test?.PRandomisation),
            P(line.HolmRandomisation),
            P(line.Test?.PT),
            P(line.HolmT),
            line.Test is { } test ? $"{test.Users}" : "",
        ])]);

    private static string P(double? p) => p switch
    {
        null or double.NaN => "",
        < 0.0001 => "<0.0001",
        _ => $"{p:0.0000}",
    };

    private static JsonObject ToJson(Comparison comparison) => new()
    {
        ["a"] = comparison.A,
        ["b"] = comparison.B,
        ["lines"] = new JsonArray([.. comparison.Lines.Select(line => new JsonObject
        {
            ["metric"] = line.Label,
            ["lowerIsBetter"] = line.LowerIsBetter,
            ["a"] = Json(line.A),
            ["b"] = Json(line.B),
            ["difference"] = line.Difference,
            ["pRandomisation"] = Known(line.Test?.PRandomisation),
            ["pRandomisationHolm"] = Known(line.HolmRandomisation),
            ["pT"] = Known(line.Test?.PT),
            ["pTHolm"] = Known(line.HolmT),
            ["users"] = line.Test?.Users,
        })]),
    };

    private static JsonObject Json(Figure figure) => new() { ["value"] = figure.Value, ["low"] = figure.Low, ["high"] = figure.High };

    /// <summary>JSON has no NaN.</summary>
    private static double? Known(double? p) => p is double.NaN ? null : p;
}
