using OnnxRecs.Onnx.Proto;
using static OnnxRecs.Onnx.OnnxGraphBuilder;
using DataType = OnnxRecs.Onnx.Proto.TensorProto.Types.DataType;

namespace OnnxRecs.Onnx.Bundle;

/// <summary>The greedy part of MMR as a loop of ONNX: each turn chooses an item and compares those that are left with it.</summary>
/// <remarks>A loop of no turns gives lists of no items, which unrolled steps and Scan do not. Shapes: C candidates, D dim, K turns.</remarks>
internal static class MmrLoop
{
    /// <param name="graph">The graph around it.</param>
    /// <param name="steps">[]: K.</param>
    /// <param name="gains">[C]: lambda * relevance; <paramref name="none"/> for places without an item.</param>
    /// <param name="unit">[C, D]: vectors of length 1, or 0.</param>
    /// <param name="variety">[1]: 1 - lambda.</param>
    /// <param name="places">[C]: 0 .. C - 1.</param>
    /// <param name="none">The gain of what has been chosen.</param>
    /// <returns>Places of the chosen items, and lambda * relevance - (1 - lambda) * cosine of each when it was chosen: [K].</returns>
    public static (OnnxValue Chosen, OnnxValue Marginal) Write(
        OnnxGraphBuilder graph, OnnxValue steps, OnnxValue gains, OnnxValue unit, OnnxValue variety, OnnxValue places, float none)
    {
        // MatMul(vector, transposed) is twenty times as fast as MatMul(matrix, vector).
        OnnxValue transposed = graph.Node("Transpose", DataType.Float, [unit], Attribute("perm", 1L, 0L));                          // [D, C]
        OnnxValue unlike = graph.Node("Mul", DataType.Float, [gains, graph.Constant(0f)]);                                         // [C]: nothing has been chosen

        var body = new OnnxGraphBuilder("mmr", "mmr/");
        body.Input(new("mmr/turn", []));
        OnnxValue more = body.Input(new("mmr/more", []), DataType.Bool);
        OnnxValue left = body.Input(new("mmr/left", ["C"]), DataType.Float), near = body.Input(new("mmr/near", ["C"]), DataType.Float);

        OnnxValue marginal = body.Node("Sub", DataType.Float, [left, body.Node("Mul", DataType.Float, [variety, near])]);           // [C]
        OnnxValue place = body.Node("ArgMax", DataType.Int64, [marginal], Attribute("keepdims", 0L));                             // []
        OnnxValue cosines = body.Node("MatMul", DataType.Float, [body.Node("Gather", DataType.Float, [unit, place]), transposed]); // [C]
        OnnxValue isChosen = body.Node("Equal", DataType.Bool, [places, place]);

        body.Result(body.Node("Identity", DataType.Bool, [more]));
        body.Result(body.Node("Where", DataType.Float, [isChosen, body.Constant(none), left]), "C");
        body.Result(body.Node("Max", DataType.Float, [near, cosines]), "C");
        body.Result(place);
        body.Result(body.Node("Gather", DataType.Float, [marginal, place]));
        var always = new OnnxValue("", DataType.Bool);
        OnnxValue[] ends = graph.Node("Loop", [DataType.Float, DataType.Float, DataType.Int64, DataType.Float], [steps, always, gains, unlike], Attribute("body", body));
        return (ends[2], ends[3]);
    }
}
