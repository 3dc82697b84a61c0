using OnnxRecs.Onnx.Proto;
using DataType = OnnxRecs.Onnx.Proto.TensorProto.Types.DataType;

namespace OnnxRecs.Onnx.Quantization;

/// <summary>What takes a weight's place in the file, and the node that turns it into float32 again.</summary>
/// <param name="Tensors">The first has the weight's shape; others explain it.</param>
/// <param name="Decode">From the name of the first tensor, or of rows gathered from it, a node that gives the second name.</param>
internal sealed record StoredWeight(TensorProto[] Tensors, Func<string, string, NodeProto> Decode);

/// <summary>Replaces the large float32 weights of a graph by smaller forms.</summary>
/// <remarks>Rows of a table are gathered in the smaller form and turned into float32 afterwards, so that a look-up costs what it reads. All other users get the whole weight.</remarks>
internal static class StoredWeights
{
    /// <summary>Weights with fewer values stay as they are: next to nothing is won by them.</summary>
    public const int MinValues = 1024;

    // A narrow table is one of biases or counts, whose last digits decide the order.
    private const int MinWidth = 8;

    /// <summary>Whether a weight is worth it.</summary>
    public static bool IsLarge(TensorProto tensor) =>
        tensor.DataType == (int)DataType.Float && tensor.Dims.Count >= 2 && tensor.Dims[^1] >= MinWidth && tensor.Dims.Aggregate(1L, (a, b) => a * b) >= MinValues;

    /// <summary>Rewrites the graph in place and gives the number of weights replaced.</summary>
    /// <param name="graph">A graph of ours: no subgraphs, weights as raw data.</param>
    /// <param name="store">The smaller form of a large weight; null: it stays.</param>
    public static int Replace(GraphProto graph, Func<TensorProto, StoredWeight?> store)
    {
        var stored = new Dictionary<string, StoredWeight>(StringComparer.Ordinal);
        TensorProto[] before = [.. graph.Initializer];
        graph.Initializer.Clear();
        foreach (TensorProto tensor in before)
        {
            if (IsLarge(tensor) && store(tensor) is { } smaller)
            {
                stored.Add(tensor.Name, smaller);
                graph.Initializer.AddRange(smaller.Tensors);
            }
            else
            {
                graph.Initializer.Add(tensor);
            }
        }

        var whole = new HashSet<string>(StringComparer.Ordinal);
        NodeProto[] nodes = [.. graph.Node];
        graph.Node.Clear();
        foreach (NodeProto node in nodes)
        {
            if (IsLookup(node) && stored.TryGetValue(node.Input[0], out StoredWeight? table))
            {
                string rows = node.Output[0], small = $"{rows}/stored";
                (node.Name, node.Input[0], node.Output[0]) = (small, table.Tensors[0].Name, small);
                graph.Node.Add(node);
                graph.Node.Add(table.Decode(small, rows));
                continue;
            }
            // Under the weight's own name, so that its users need not change.
            foreach (string name in node.Input.Where(input => stored.ContainsKey(input) && whole.Add(input))) graph.Node.Add(stored[name].Decode(stored[name].Tensors[0].Name, name));
            graph.Node.Add(node);
        }
        return stored.Count;
    }

    private static bool IsLookup(NodeProto node) => node.OpType == "Gather" && node.Attribute.All(attribute => attribute.Name != "axis" || attribute.I == 0);
}
