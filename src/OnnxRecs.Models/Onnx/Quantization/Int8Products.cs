using Google.Protobuf;
using OnnxRecs.Onnx.Proto;
using DataType = OnnxRecs.Onnx.Proto.TensorProto.Types.DataType;

namespace OnnxRecs.Onnx.Quantization;

/// <summary>Dynamic quantisation: products with a large matrix are computed in whole numbers, the other factor being rounded to 8 bits as it comes.</summary>
/// <remarks>
/// x W = xs ws (xq - xz)(wq - 128): DynamicQuantizeLinear finds xq, xs and xz of one run's x; ws is one number for each column. The weights are unsigned:
/// signed ones overflow on x64 processors without VNNI, and scores would depend on the machine. What else uses a matrix needs another pass, see <see cref="Int8Storage"/>.
/// </remarks>
internal static class Int8Products
{
    private const string ZeroPoint = "const/128u8";

    /// <summary>Rewrites the graph in place and gives the number of weights replaced.</summary>
    public static int Apply(GraphProto graph)
    {
        var matrices = new Dictionary<string, Int8Columns>(StringComparer.Ordinal);
        foreach (TensorProto tensor in graph.Initializer.Where(tensor => StoredWeights.IsLarge(tensor) && tensor.Dims.Count == 2))
        {
            NodeProto[] users = [.. graph.Node.Where(node => node.Input.Contains(tensor.Name))];
            if (users.Length > 0 && users.All(node => node.OpType == "MatMul" && node.Input[1] == tensor.Name && node.Input[0] != tensor.Name)) matrices.Add(tensor.Name, new Int8Columns(tensor, axis: 1));
        }
        if (matrices.Count == 0) return 0;

        TensorProto[] others = [.. graph.Initializer.Where(tensor => !matrices.ContainsKey(tensor.Name))];
        graph.Initializer.Clear();
        graph.Initializer.AddRange(others);
        foreach (Int8Columns columns in matrices.Values) graph.Initializer.AddRange([columns.Unsigned(), columns.Scale()]);
        graph.Initializer.Add(new TensorProto { Name = ZeroPoint, DataType = (int)DataType.Uint8, RawData = ByteString.CopyFrom(128) });

        var rounded = new HashSet<string>(StringComparer.Ordinal);
        NodeProto[] nodes = [.. graph.Node];
        graph.Node.Clear();
        foreach (NodeProto node in nodes)
        {
            if (node.OpType == "MatMul" && matrices.ContainsKey(node.Input[1])) graph.Node.AddRange(Product(node, rounded));
            else graph.Node.Add(node);
        }
        return matrices.Count;
    }

    private static IEnumerable<NodeProto> Product(NodeProto node, HashSet<string> rounded)
    {
        (string x, string weight, string output) = (node.Input[0], node.Input[1], node.Output[0]);
        if (rounded.Add(x))
        {
            NodeProto round = Nodes.Of("DynamicQuantizeLinear", $"{x}/uint8", [x]);
            round.Output.Add([$"{x}/scale", $"{x}/zero"]);
            yield return round;
        }
        yield return Nodes.Of("MatMulInteger", $"{output}/int32", [$"{x}/uint8", $"{weight}/uint8", $"{x}/zero", ZeroPoint]);
        yield return Nodes.Of("Cast", $"{output}/whole", [$"{output}/int32"], OnnxGraphBuilder.Attribute("to", (long)DataType.Float));
        yield return Nodes.Of("Mul", $"{output}/scales", [$"{x}/scale", $"{weight}/scale"]);
        yield return Nodes.Of("Mul", output, [$"{output}/whole", $"{output}/scales"]);
    }
}
