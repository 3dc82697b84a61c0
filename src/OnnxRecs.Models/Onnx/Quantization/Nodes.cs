using OnnxRecs.Onnx.Proto;

namespace OnnxRecs.Onnx.Quantization;

/// <summary>Nodes that are put into a graph that is there already.</summary>
internal static class Nodes
{
    /// <summary>A node with one output, which also names it.</summary>
    public static NodeProto Of(string op, string output, string[] inputs, params AttributeProto[] attributes)
    {
        var node = new NodeProto { OpType = op, Name = output };
        node.Input.AddRange(inputs);
        node.Output.Add(output);
        node.Attribute.AddRange(attributes);
        return node;
    }
}
