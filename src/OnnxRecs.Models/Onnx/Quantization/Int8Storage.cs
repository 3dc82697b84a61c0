using OnnxRecs.Onnx.Proto;

namespace OnnxRecs.Onnx.Quantization;

/// <summary>Weights as int8 with a DequantizeLinear behind them (the form called QDQ, of weights alone): a quarter of the bytes, float32 products.</summary>
/// <remarks>
/// Tables and matrices have a scale for each column, the weights of a GRU one for each row of a gate. A scale for each row of a table would take as many
/// look-ups more, and DequantizeLinear knows only scales along one axis.
/// </remarks>
internal static class Int8Storage
{
    /// <summary>Rewrites the graph in place and gives the number of weights replaced.</summary>
    public static int Apply(GraphProto graph) => StoredWeights.Replace(graph, Store);

    private static StoredWeight Store(TensorProto tensor)
    {
        // Of [rows, columns] the columns, also of rows that were gathered into further axes; of [1, gates, inputs] the gates.
        int axis = tensor.Dims.Count == 2 ? -1 : 1;
        var columns = new Int8Columns(tensor, axis < 0 ? tensor.Dims.Count - 1 : axis);
        TensorProto scale = columns.Scale();
        return new StoredWeight([columns.Signed(), scale], (from, to) => Nodes.Of("DequantizeLinear", to, [from, scale.Name], OnnxGraphBuilder.Attribute("axis", (long)axis)));
    }
}
