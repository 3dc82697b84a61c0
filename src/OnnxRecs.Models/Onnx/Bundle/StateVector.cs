using System.Runtime.InteropServices;
using OnnxRecs.Numerics;
using OnnxRecs.Onnx.Proto;
using OnnxRecs.Pipeline;

namespace OnnxRecs.Onnx.Bundle;

/// <summary>The user's vector within a ranker, such as the state of a GRU or of SASRec after the last item.</summary>
/// <remarks>Found in rankers that end in the inner product of a vector with rows of one table. What is nearest to it is what the ranker scores highest.</remarks>
public static class StateVector
{
    /// <summary>The part of the graph that gives the vector [1, D], and what it is multiplied with; null where scores come about in another way.</summary>
    /// <param name="ranker">From items, and what else it reads, to scores.</param>
    /// <param name="itemCount">The table may have further rows.</param>
    public static (BundlePart User, VectorTable Items)? Of(BundlePart ranker, int itemCount)
    {
        GraphProto graph = ranker.Model.Graph;
        Dictionary<string, NodeProto> makers = graph.Node.SelectMany(node => node.Output.Select(output => (output, node))).ToDictionary(pair => pair.output, pair => pair.node, StringComparer.Ordinal);
        NodeProto? last = makers.GetValueOrDefault(ranker.Output);
        while (last?.OpType is "Identity" or "Squeeze") last = makers.GetValueOrDefault(last.Input[0]);
        if (last?.OpType != "MatMul") return null;
        if (makers.GetValueOrDefault(last.Input[0]) is not { OpType: "Gather" } rows || rows.Input[1] != FeedNames.Items) return null;
        if (makers.GetValueOrDefault(last.Input[1]) is not { OpType: "Unsqueeze" } column) return null;
        TensorProto? table = graph.Initializer.FirstOrDefault(tensor => tensor.Name == rows.Input[0]);
        if (table is not { Dims: [var count, var dim] } || count < itemCount) return null;
        float[] vectors = MemoryMarshal.Cast<byte, float>(table.RawData.Span)[..checked(itemCount * (int)dim)].ToArray();
        return (new BundlePart(ranker.Model, [.. ranker.Inputs.Where(input => input.Name != FeedNames.Items)], column.Input[0]), new VectorTable(vectors, (int)dim));
    }
}
