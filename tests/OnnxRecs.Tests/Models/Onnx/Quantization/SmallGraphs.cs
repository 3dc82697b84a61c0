using System.Runtime.InteropServices;
using OnnxRecs.Numerics;
using OnnxRecs.Onnx;
using OnnxRecs.Onnx.Proto;
using OnnxRecs.Ops;
using OnnxRecs.Pipeline;
using DataType = OnnxRecs.Onnx.Proto.TensorProto.Types.DataType;

namespace OnnxRecs.Tests.Models.Onnx.Quantization;

/// <summary>Graphs with one thing each to be made smaller.</summary>
internal static class SmallGraphs
{
    public const int Rows = 128;
    public const int Width = 16;

    /// <summary>Rows of a table [128, 16], and the whole of it times a matrix [16, 64].</summary>
    public static ModelProto Lookup() => Build(graph =>
    {
        OnnxValue table = Table(graph, "table", Rows, Width);
        OnnxValue rows = graph.Node("Gather", table.Type, [table, graph.Input(new TensorInfo("items", ["N"]))]);
        return graph.Node("MatMul", rows.Type, [rows, graph.Node("Transpose", table.Type, [table])]);
    });

    /// <summary>Rows of a table times a matrix [16, 64], and the same rows times another.</summary>
    public static ModelProto Products() => Build(graph =>
    {
        OnnxValue table = Table(graph, "table", Rows, Width);
        OnnxValue rows = graph.Node("Gather", table.Type, [table, graph.Input(new TensorInfo("items", ["N"]))]);
        return graph.Node("Add", rows.Type, [graph.Node("MatMul", rows.Type, [rows, Table(graph, "a", Width, 64)]), graph.Node("MatMul", rows.Type, [rows, Table(graph, "b", Width, 64)])]);
    });

    /// <summary>Nothing that is worth it: few values, a narrow table, one axis.</summary>
    public static ModelProto SmallWeights() => Build(graph =>
    {
        OnnxValue items = graph.Input(new TensorInfo("items", ["N"]));
        OnnxValue biases = graph.Node("Gather", DataType.Float, [Table(graph, "narrow", 2000, 1), items]);
        OnnxValue counts = graph.Node("Gather", DataType.Float, [graph.Weight("counts", [2000], () => new float[2000]), items]);
        return graph.Node("Add", DataType.Float, [graph.Node("MatMul", DataType.Float, [biases, Table(graph, "few", 1, 64)]), graph.Node("Unsqueeze", DataType.Float, [counts, graph.Axis(1)])]);
    });

    public static TensorProto Weight(this ModelProto model, string name) => model.Graph.Initializer.Single(tensor => tensor.Name == name);

    public static float[] Floats(TensorProto tensor) => MemoryMarshal.Cast<byte, float>(tensor.RawData.Span).ToArray();

    private static OnnxValue Table(OnnxGraphBuilder graph, string name, int rows, int columns)
    {
        var rng = new Rng(7);
        return graph.Weight(name, [rows, columns], () => [.. Enumerable.Range(0, rows * columns).Select(_ => (float)(2 * rng.NextDouble() - 1))]);
    }

    private static ModelProto Build(Func<OnnxGraphBuilder, OnnxValue> body)
    {
        var graph = new OnnxGraphBuilder("small");
        graph.Output(body(graph), new TensorInfo("scores", ["N", "64"]));
        return graph.Build([]);
    }
}
