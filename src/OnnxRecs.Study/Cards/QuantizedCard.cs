using System.Text;
using OnnxRecs.Artifacts;
using OnnxRecs.Study.Quantization;

namespace OnnxRecs.Study.Cards;

/// <summary>The card of a smaller model: how it differs from the original, whose card has all the rest.</summary>
public static class QuantizedCard
{
    /// <param name="model">The smaller artifact's manifest.</param>
    public static string Of(Manifest model)
    {
        (string original, string kind) = (model.Settings["model"]!.GetValue<string>(), model.Settings["kind"]!.GetValue<string>());
        QuantizationLoss loss = QuantizationLoss.Of(model);
        var text = new StringBuilder();
        text.Append($"# {model.Name}\n\n{original} with its weights stored as {kind}, made by OnnxRecs (format {model.Format}); key `{model.Key}`, made from {original} `{model.Inputs[original]}`.\n");
        text.Append($"Data, split, licence, intended use and limits are those of [{original}]({CardFiles.NameOf(original)}).\n");
        text.Append("\n## What it costs and saves\n\n| | original | smaller |\n|---|---|---|\n");
        text.Append(ModelCard.Invariant($"| NDCG@10, whole catalogue, test part | {loss.Original:0.0000} | {loss.Smaller:0.0000} |\n| bytes of the ONNX files | {loss.OriginalBytes:N0} | {loss.Bytes:N0} |\n\n"));
        text.Append(ModelCard.Invariant($"Lost: {100 * loss.Share:0.00} % (allowed {100 * model.Settings["maxLoss"]!.GetValue<double>():0.##} %); p {loss.P:0.000} by a paired randomisation test over the users.\n"));
        ModelCard.ParitySection(text, model);
        text.Append("\n## Loading it\n\n");
        TensorRows.Write(text, model);
        return text.ToString();
    }
}
