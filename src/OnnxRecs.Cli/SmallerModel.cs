using System.Text.Json.Nodes;
using OnnxRecs.Study.Quantization;

namespace OnnxRecs.Cli;

/// <summary>A line of what <c>onnxrecs quantize</c> shows.</summary>
/// <param name="Model">The original.</param>
/// <param name="Kind">How it was made smaller.</param>
/// <param name="Loss">What it loses, and the sizes; null: there was nothing to make smaller.</param>
/// <param name="Times">Milliseconds of a request before and after; null: it was not kept.</param>
/// <param name="Refusal">Why it was not kept.</param>
internal sealed record SmallerModel(string Model, string Kind, QuantizationLoss? Loss, (double Original, double Smaller)? Times, string? Refusal)
{
    public static TextTable TableOf(IReadOnlyList<SmallerModel> results) => new(
        ["model", "kind", ">size", ">of", ">share", ">NDCG@10", ">of", ">loss", ">p", ">ms", ">of", "state"],
        [.. results.Select(r => (string[])[r.Model, r.Kind, .. r.Figures(), r.Loss is null ? "nothing to make smaller" : r.Refusal is null ? "kept" : "refused"])]);

    public JsonObject ToJson() => new()
    {
        ["model"] = Model,
        ["kind"] = Kind,
        ["bytes"] = Loss?.Bytes,
        ["originalBytes"] = Loss?.OriginalBytes,
        ["ndcg"] = Loss?.Smaller,
        ["originalNdcg"] = Loss?.Original,
        ["loss"] = Loss?.Share,
        ["p"] = Loss?.P,
        ["ms"] = Times?.Smaller,
        ["originalMs"] = Times?.Original,
        ["kept"] = Refusal is null,
    };

    private string[] Figures()
    {
        if (Loss is not { } loss) return [.. Enumerable.Repeat("", 9)];
        return
        [
            Units.Bytes(loss.Bytes), Units.Bytes(loss.OriginalBytes), $"{(double)loss.Bytes / loss.OriginalBytes:0.00}",
            $"{loss.Smaller:0.0000}", $"{loss.Original:0.0000}", $"{100 * loss.Share:0.00} %", $"{loss.P:0.000}",
            Times is { } t ? $"{t.Smaller:0.000}" : "", Times is { } o ? $"{o.Original:0.000}" : "",
        ];
    }
}
