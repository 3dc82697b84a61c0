using System.Text;
using OnnxRecs.Artifacts;
using OnnxRecs.Onnx;
using OnnxRecs.Pipeline;

namespace OnnxRecs.Study.Cards;

/// <summary>The inputs and outputs of a model with what they mean.</summary>
internal static class TensorRows
{
    public static void Write(StringBuilder text, Manifest model)
    {
        text.Append(ModelCard.Invariant(
            $"Any runtime with opset {OnnxGraphBuilder.OpsetVersion} (IR {OnnxGraphBuilder.IrVersion}). Inputs are int64, outputs float32; B, L and N are the caller's: queries, length of the histories, items. "));
        text.Append("Users and items are indexes from 0; the ids they stand for are in `data/`, whose fingerprints are `userVocabulary` and `itemVocabulary` in the metadata of the files. Runtimes do not check indexes: keep them within their range.\n\n");
        text.Append("| file | tensor | shape | values |\n|---|---|---|---|\n");
        foreach (GraphInfo graph in model.Graphs)
        {
            foreach (TensorInfo input in graph.Inputs) text.Append($"| {graph.File} | `{input.Name}` | {Shape(input)} | {Meaning(input)} |\n");
            foreach (TensorInfo output in graph.Outputs) text.Append($"| {graph.File} | gives `{output.Name}` | {Shape(output)} | {OutputMeaning(output)} |\n");
        }
    }

    private static string Shape(TensorInfo tensor) => $"[{string.Join(", ", tensor.Dims)}]";

    private static string Meaning(TensorInfo input) => input.Name switch
    {
        FeedNames.User => $"user index; {input.Below - 1} stands for somebody unknown",
        FeedNames.History => $"liked items, oldest first, padded on the right with {input.Below - 1}; at least one column",
        FeedNames.Length => $"how many of them are real, 0 to {input.Below - 1}",
        FeedNames.Items => $"the items asked about, 0 to {input.Below - 1}",
        _ => $"below {input.Below}",
    };

    private static string OutputMeaning(TensorInfo output) => output.Name switch
    {
        FeedNames.Ratings => "predicted ratings",
        "scores" => "higher is better; comparable within a query",
        "vector" or "vectors" => "for inner products",
        _ => "explains the first output",
    };
}
