using System.Text;
using OnnxRecs.Onnx.Proto;

namespace OnnxRecs.Onnx;

/// <summary>An ONNX file as lines to read and compare.</summary>
public static class GraphText
{
    private const int MostShown = 16;

    /// <inheritdoc cref="OnnxImport.Read"/>
    public static string Read(string path) => Of(OnnxImport.Read(path));

    public static string Of(ModelProto model)
    {
        var text = new StringBuilder();
        text.Append($"graph {model.Graph.Name}  (opset {model.OpsetImport.FirstOrDefault()?.Version}, IR {model.IrVersion})\n");
        foreach (StringStringEntryProto entry in model.MetadataProps) text.Append($"meta   {entry.Key} = {entry.Value}\n");
        foreach (ValueInfoProto input in model.Graph.Input) text.Append($"input  {Describe(input)}\n");
        foreach (TensorProto weight in model.Graph.Initializer) text.Append($"weight {weight.Name}: {TypeOf(weight)}\n");
        AppendNodes(text, model.Graph, indent: "");
        foreach (ValueInfoProto output in model.Graph.Output) text.Append($"output {Describe(output)}\n");
        return text.ToString();
    }

    private static void AppendNodes(StringBuilder text, GraphProto graph, string indent)
    {
        foreach (NodeProto node in graph.Node)
        {
            text.Append($"       {indent}{string.Join(", ", node.Output)} = {node.OpType}({string.Join(", ", node.Input)})");
            foreach (AttributeProto attribute in node.Attribute.Where(attribute => !GraphsOf(attribute).Any())) text.Append($" {attribute.Name}={Value(attribute)}");
            text.Append('\n');
            foreach ((string name, GraphProto inner) in node.Attribute.SelectMany(attribute => GraphsOf(attribute).Select(inner => (attribute.Name, inner))))
            {
                text.Append($"       {indent}  {name}({string.Join(", ", inner.Input.Select(input => input.Name))})\n");
                AppendNodes(text, inner, indent + "  ");
                text.Append($"       {indent}  gives {string.Join(", ", inner.Output.Select(output => output.Name))}\n");
            }
        }
    }

    /// <summary>The subgraphs of a node that stand at an attribute.</summary>
    internal static IEnumerable<GraphProto> GraphsOf(AttributeProto attribute) => attribute.G is null ? attribute.Graphs : attribute.Graphs.Prepend(attribute.G);

    /// <summary>An input or output, such as "history: int64 [B, L]".</summary>
    internal static string Describe(ValueInfoProto value) => $"{value.Name}: {TypeOf(value)}";

    /// <summary>Type and shape, such as "int64 [B, L]"; "?" stands for a size that is not given.</summary>
    internal static string TypeOf(ValueInfoProto value) => value.Type?.TensorType is not { } tensor
        ? "no tensor"
        : $"{TypeName(tensor.ElemType)} {(tensor.Shape is null ? "of any shape" : $"[{string.Join(", ", tensor.Shape.Dim.Select(d => d.HasDimParam ? d.DimParam : d.HasDimValue ? d.DimValue.ToString() : "?"))}]")}";

    private static string TypeOf(TensorProto tensor) => $"{TypeName(tensor.DataType)} [{string.Join(", ", tensor.Dims)}]";

    internal static string TypeName(int type) => ((TensorProto.Types.DataType)type).ToString().ToLowerInvariant();

    private static string Value(AttributeProto attribute) => attribute.Type switch
    {
        AttributeProto.Types.AttributeType.Float => attribute.F.ToString("R"),
        AttributeProto.Types.AttributeType.Int => attribute.I.ToString(),
        AttributeProto.Types.AttributeType.String => attribute.S.ToStringUtf8(),
        AttributeProto.Types.AttributeType.Tensor when attribute.T is not null => TypeOf(attribute.T),
        // Such as the keys of a look-up, one for each item.
        AttributeProto.Types.AttributeType.Ints when attribute.Ints.Count > MostShown => $"[{attribute.Ints.Count} numbers]",
        AttributeProto.Types.AttributeType.Strings => $"[{attribute.Strings.Count} texts]",
        AttributeProto.Types.AttributeType.Ints => $"[{string.Join(", ", attribute.Ints)}]",
        AttributeProto.Types.AttributeType.Floats => $"[{attribute.Floats.Count} numbers]",
        _ => attribute.Type.ToString(),
    };
}
