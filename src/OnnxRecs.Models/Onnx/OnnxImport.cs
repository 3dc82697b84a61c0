using System.Runtime.InteropServices;
using OnnxRecs.Onnx.Proto;

namespace OnnxRecs.Onnx;

/// <summary>Reads ONNX files: what <see cref="OnnxExport"/> wrote, and of others what our part of the format tells.</summary>
public static class OnnxImport
{
    /// <exception cref="InputException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The bytes are no whole ONNX model.</exception>
    public static ModelProto Read(string path)
    {
        if (!File.Exists(path)) throw new InputException($"{path} is missing");
        try
        {
            ModelProto model = ModelProto.Parser.ParseFrom(File.ReadAllBytes(path));
            // Any bytes may happen to be a message of unknown fields; none at all are an empty one.
            return model.Graph is not null && model.OpsetImport.Count > 0 ? model : throw new InvalidDataException($"{path} is not an ONNX file, or not all of one: it has no graph or says no version of its operators");
        }
        catch (Google.Protobuf.InvalidProtocolBufferException e)
        {
            throw new InvalidDataException($"{path} is not an ONNX file, or not all of one: {e.Message.ReplaceLineEndings(" ")}", e);
        }
    }

    /// <summary>The weights of a graph, by their names in the model; those that ONNX wants in another layout (GRU, batch normalisation) have that one.</summary>
    /// <exception cref="InvalidDataException">The bytes are no ONNX model.</exception>
    public static IEnumerable<(string Name, float[] Values)> Weights(string path) =>
        from tensor in Read(path).Graph.Initializer
        where tensor.Name.StartsWith(OnnxGraphBuilder.WeightPrefix, StringComparison.Ordinal)
        select (tensor.Name[OnnxGraphBuilder.WeightPrefix.Length..], MemoryMarshal.Cast<byte, float>(tensor.RawData.Span).ToArray());
}
