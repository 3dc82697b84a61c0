using OnnxRecs.Onnx.Proto;

namespace OnnxRecs.Onnx;

/// <summary>What can be said of an ONNX file without running it, whoever wrote it.</summary>
/// <param name="Bytes">Size of the file.</param>
/// <param name="IrVersion">Of the format.</param>
/// <param name="Opsets">Version of the operators by domain; "ai.onnx" is the standard's own.</param>
/// <param name="Producer">The program that wrote it.</param>
/// <param name="Inputs">Name, and type with shape.</param>
/// <param name="Outputs">The same.</param>
/// <param name="Operators">How often each occurs, subgraphs included.</param>
/// <param name="Parameters">How many numbers its weights hold, constants included.</param>
/// <param name="Stored">The same by the type they are stored as.</param>
/// <param name="Metadata">What it says of itself, in the order of the file.</param>
public sealed record OnnxSummary(
    long Bytes,
    long IrVersion,
    SortedDictionary<string, long> Opsets,
    string Producer,
    KeyValuePair<string, string>[] Inputs,
    KeyValuePair<string, string>[] Outputs,
    SortedDictionary<string, int> Operators,
    long Parameters,
    SortedDictionary<string, long> Stored,
    KeyValuePair<string, string>[] Metadata)
{
    /// <inheritdoc cref="OnnxImport.Read"/>
    public static OnnxSummary Read(string path)
    {
        ModelProto model = OnnxImport.Read(path);
        var operators = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var stored = new SortedDictionary<string, long>(StringComparer.Ordinal);
        var opsets = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (OperatorSetIdProto opset in model.OpsetImport) opsets[opset.Domain.Length == 0 ? "ai.onnx" : opset.Domain] = opset.Version;
        Count(model.Graph, operators, stored);
        // Older files list their weights among the inputs as well.
        HashSet<string> weights = [.. model.Graph.Initializer.Select(tensor => tensor.Name)];
        return new OnnxSummary(
            new FileInfo(path).Length, model.IrVersion, opsets, $"{model.ProducerName} {model.ProducerVersion}".Trim(),
            [.. model.Graph.Input.Where(input => !weights.Contains(input.Name)).Select(Describe)], [.. model.Graph.Output.Select(Describe)],
            operators, stored.Values.Sum(), stored, [.. model.MetadataProps.Select(entry => KeyValuePair.Create(entry.Key, entry.Value))]);
    }

    private static void Count(GraphProto graph, SortedDictionary<string, int> operators, SortedDictionary<string, long> stored)
    {
        foreach (TensorProto tensor in graph.Initializer) Add(tensor.DataType, CountOf(tensor));
        foreach (NodeProto node in graph.Node)
        {
            operators[node.OpType] = operators.GetValueOrDefault(node.OpType) + 1;
            foreach (AttributeProto attribute in node.Attribute)
            {
                // In any of the forms that the operator has, but not as text.
                if (node.OpType == "Constant") AddConstant(attribute);
                foreach (GraphProto inner in GraphText.GraphsOf(attribute)) Count(inner, operators, stored);
            }
        }

        void AddConstant(AttributeProto attribute)
        {
            if (attribute.T is { } tensor) Add(tensor.DataType, CountOf(tensor));
            if (attribute.HasF || attribute.Floats.Count > 0) Add((int)TensorProto.Types.DataType.Float, attribute.HasF ? 1 : attribute.Floats.Count);
            if (attribute.HasI || attribute.Ints.Count > 0) Add((int)TensorProto.Types.DataType.Int64, attribute.HasI ? 1 : attribute.Ints.Count);
        }

        void Add(int dataType, long count)
        {
            string type = GraphText.TypeName(dataType);
            stored[type] = stored.GetValueOrDefault(type) + count;
        }
    }

    private static long CountOf(TensorProto tensor) => tensor.Dims.Aggregate(1L, (a, b) => a * b);

    private static KeyValuePair<string, string> Describe(ValueInfoProto value) => KeyValuePair.Create(value.Name, GraphText.TypeOf(value));
}
