using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Google.Protobuf;
using OnnxRecs.Onnx.Proto;
using DataType = OnnxRecs.Onnx.Proto.TensorProto.Types.DataType;

namespace OnnxRecs.Onnx.Quantization;

/// <summary>Weights as float16, half the bytes. Only stored so: what is computed stays float32, since products of float16 are slow on CPUs and differ between runtimes.</summary>
internal static class Float16Storage
{
    /// <summary>Rewrites the graph in place and gives the number of weights replaced. A weight with a value beyond float16's range (65,504) stays as it is.</summary>
    public static int Apply(GraphProto graph) => StoredWeights.Replace(graph, Store);

    private static StoredWeight? Store(TensorProto tensor)
    {
        ReadOnlySpan<float> values = MemoryMarshal.Cast<byte, float>(tensor.RawData.Span);
        var halves = new Half[values.Length];
        TensorPrimitives.ConvertToHalf(values, halves);
        if (Array.Exists(halves, half => !Half.IsFinite(half))) return null;
        var small = new TensorProto { Name = $"{tensor.Name}/float16", DataType = (int)DataType.Float16, RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes(halves.AsSpan())) };
        small.Dims.AddRange(tensor.Dims);
        return new StoredWeight([small], (from, to) => Nodes.Of("Cast", to, [from], OnnxGraphBuilder.Attribute("to", (long)DataType.Float)));
    }
}
