using Google.Protobuf;
using OnnxRecs.Artifacts;
using OnnxRecs.Onnx.Proto;
using OnnxRecs.Ops;
using OnnxRecs.Pipeline;

namespace OnnxRecs.Onnx;

/// <summary>A graph with its present weights, as an ONNX file.</summary>
public static class OnnxExport
{
    public static ModelProto ToModel(IGraph graph, IEnumerable<KeyValuePair<string, string>> metadata)
    {
        var builder = new OnnxGraphBuilder(graph.Name);
        var inputs = new Tensors<OnnxValue>(graph.Inputs.ToDictionary(info => info.Name, info => builder.Input(info)));
        foreach ((OnnxValue value, TensorInfo info) in graph.RunAll(new OnnxOps(builder), inputs).Zip(graph.Outputs)) builder.Output(value, info);
        return builder.Build(metadata);
    }

    /// <summary>Writes beside and renames. The bytes depend on weights and metadata alone.</summary>
    public static void Write(IGraph graph, string path, IEnumerable<KeyValuePair<string, string>> metadata)
    {
        ModelProto model = ToModel(graph, metadata);
        AtomicFile.Write(path, stream => model.WriteTo(stream));
    }
}
