using System.Runtime.InteropServices;
using OnnxRecs.Onnx.Proto;

namespace OnnxRecs.Onnx;

/// <summary>Reads what <see cref="OnnxExport"/> wrote.</summary>
public static class OnnxImport
{
    /// <exception cref="InvalidDataException">The bytes are no ONNX model.</exception>
    public static ModelProto Read(string path)
    {
        try
        {
            return ModelProto.Parser.ParseFrom(File.ReadAllBytes(path));
        }
        catch (Google.Protobuf.InvalidProtocolBufferException e)
        {
            throw new InvalidDataException($"{path} is not an ONNX file: {e.Message}", e);
        }
    }

    /// <summary>The weights of a graph, by their names in the model; those that ONNX wants in another layout (GRU, batch normalisation) have that one.</summary>
    /// <exception cref="InvalidDataException">The bytes are no ONNX model.</exception>
    public static IEnumerable<(string Name, float[] Values)> Weights(string path) =>
        from tensor in Read(path).Graph.Initializer
        where tensor.Name.StartsWith(OnnxGraphBuilder.WeightPrefix, StringComparison.Ordinal)
        select (tensor.Name[OnnxGraphBuilder.WeightPrefix.Length..], MemoryMarshal.Cast<byte, float>(tensor.RawData.Span).ToArray());
}
