using System.Text.Json.Nodes;
using OnnxRecs.Study.Quantization;

namespace OnnxRecs.Cli;

/// <summary>A line of what <c>onnxrecs quantize</c> shows.</summary>
/// <param name="Model">The original.</param>
/// <param name="Kind">How it was made smaller.</param>
/// <param name="Loss">What it loses, and the sizes.</param>
/// <param name="Times">Milliseconds of a request before and after; null: it was not kept.</param>
/// <param name="Refusal">Why it was not kept.</param>
internal sealed record SmallerModel(string Model, string Kind, QuantizationLoss Loss, (double Original, double Smaller)? Times, string? Refusal)
{
    public static TextTable TableOf(IReadOnlyList<SmallerModel> results) => new(
        ["model", "kind", ">size", ">of", ">share", ">NDCG@10", ">of", ">loss", ">p", ">ms", ">of", "state"],
        [.. results.Select(r => new[]
        {
            r.Model, r.Kind, Units.Bytes(r.Loss.Bytes), Units.Bytes(r.Loss.OriginalBytes), $"{(double)r.Loss.Bytes / r.Loss.OriginalBytes:0.00}",
            $"{r.Loss.Smaller:0.0000}", $"{r.Loss.Original:0.0000}", $"{100 * r.Loss.Share:0.00} %", $"{r.Loss.P:0.000}",
            r.Times is { } t ? $"{t.Smaller:0.000}" : "", r.Times is { } o ? $"{o.Original:0.000}" : "", r.Refusal is null ? "kept" : "refused",
        })]);

    public JsonObject ToJson() => new()
    {
        ["model"] = Model,
        ["kind"] = Kind,
        ["bytes"] = Loss.Bytes,
        ["originalBytes"] = Loss.OriginalBytes,
        ["ndcg"] = Loss.Smaller,
        ["originalNdcg"] = Loss.Original,
        ["loss"] = Loss.Share,
        ["p"] = Loss.P,
        ["ms"] = Times?.Smaller,
        ["originalMs"] = Times?.Original,
        ["kept"] = Refusal is null,
    };
}
