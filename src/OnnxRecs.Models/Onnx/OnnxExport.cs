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
        var inputs = new Tensors<OnnxValue>(graph.Inputs.ToDictionary(info => info.Name, builder.Input));
        builder.Output(graph.Run(new OnnxOps(builder), inputs), graph.Output);
        return builder.Build(metadata);
    }

    /// <summary>Writes beside and renames. The bytes depend on weights and metadata alone.</summary>
    public static GraphInfo Write(IGraph graph, string folder, IEnumerable<KeyValuePair<string, string>> metadata)
    {
        string file = $"{graph.Name}.onnx";
        ModelProto model = ToModel(graph, metadata);
        AtomicFile.Write(Path.Combine(folder, file), stream => model.WriteTo(stream));
        return new GraphInfo(file, [.. graph.Inputs], graph.Output);
    }
}
