using OnnxRecs.Ops;
using static OnnxRecs.Onnx.OnnxGraphBuilder;
using DataType = OnnxRecs.Onnx.Proto.TensorProto.Types.DataType;

namespace OnnxRecs.Onnx;

/// <summary>Writes each operation as nodes of an ONNX graph (opset 17).</summary>
public sealed class OnnxOps(OnnxGraphBuilder graph) : IOps<OnnxValue>
{
    public OnnxValue Weight(Weight weight) => graph.Weight(weight);

    // Gather would read a negative index from the end; runners refuse such feeds before they get here.
    public OnnxValue Lookup(Weight table, OnnxValue index)
    {
        OnnxValue rows = graph.Weight(table);
        return graph.Node("Gather", rows.Type, [rows, index]);
    }

    public OnnxValue Scalar(float value) => graph.Constant(value);

    public OnnxValue Index(long value) => graph.Constant(value);

    public OnnxValue Add(OnnxValue a, OnnxValue b) => Same("Add", a, b);

    public OnnxValue Sub(OnnxValue a, OnnxValue b) => Same("Sub", a, b);

    public OnnxValue Mul(OnnxValue a, OnnxValue b) => Same("Mul", a, b);

    public OnnxValue Div(OnnxValue a, OnnxValue b) => Same("Div", a, b);

    public OnnxValue Max(OnnxValue a, OnnxValue b) => Same("Max", a, b);

    public OnnxValue Sqrt(OnnxValue x) => Float("Sqrt", [x]);

    public OnnxValue Exp(OnnxValue x) => Float("Exp", [x]);

    public OnnxValue Log(OnnxValue x) => Float("Log", [x]);

    public OnnxValue Tanh(OnnxValue x) => Float("Tanh", [x]);

    public OnnxValue Sigmoid(OnnxValue x) => Float("Sigmoid", [x]);

    public OnnxValue Relu(OnnxValue x) => Float("Relu", [x]);

    public OnnxValue Less(OnnxValue a, OnnxValue b) => graph.Node("Less", DataType.Bool, [a, b]);

    public OnnxValue Where(OnnxValue condition, OnnxValue a, OnnxValue b) => graph.Node("Where", a.Type, [condition, a, b]);

    public OnnxValue ToFloat(OnnxValue x) => graph.Node("Cast", DataType.Float, [x], Attribute("to", (long)DataType.Float));

    public OnnxValue MatMul(OnnxValue a, OnnxValue b) => Float("MatMul", [a, b]);

    public OnnxValue Linear(OnnxValue x, Weight weight, Weight bias) => Add(MatMul(x, graph.Weight(weight)), graph.Weight(bias));

    public OnnxValue Unsqueeze(OnnxValue x, int axis) => graph.Node("Unsqueeze", x.Type, [x, graph.Axis(axis)]);

    public OnnxValue Squeeze(OnnxValue x, int axis) => graph.Node("Squeeze", x.Type, [x, graph.Axis(axis)]);

    public OnnxValue Concat(OnnxValue a, OnnxValue b) => graph.Node("Concat", a.Type, [a, b], Attribute("axis", -1L));

    public OnnxValue Reshape(OnnxValue x, params int[] dims) => graph.Node("Reshape", x.Type, [x, graph.Constant(Array.ConvertAll(dims, d => (long)d))]);

    public OnnxValue Transpose(OnnxValue x, params int[] order) =>
        graph.Node("Transpose", x.Type, [x], Attribute("perm", Array.ConvertAll(order, o => (long)o).AsSpan()));

    public OnnxValue Slice(OnnxValue x, int axis, int from, int count) =>
        graph.Node("Slice", x.Type, [x, graph.Axis(from), graph.Axis(from + count), graph.Axis(axis)]);

    public OnnxValue Range(int count) => graph.Constant([.. Enumerable.Range(0, count).Select(i => (long)i)]);

    public OnnxValue Pick(OnnxValue x, OnnxValue index) => graph.Node("GatherElements", x.Type, [x, index], Attribute("axis", 1L));

    public OnnxValue MultiHot(OnnxValue index, int width) => Scatter(index, width);

    public OnnxValue Counts(OnnxValue index, int width) => Scatter(index, width, Attribute("reduction", "add"));

    public OnnxValue KthGreatest(OnnxValue x, int k) => Slice(graph.FirstOfTwo("TopK", x.Type, [x, graph.Axis(k)], Attribute("axis", -1L)), -1, k - 1, 1);

    public OnnxValue MaxOver(OnnxValue x, int axis) =>
        graph.Node("ReduceMax", x.Type, [x], Attribute("axes", [axis]), Attribute("keepdims", 0L));

    public OnnxValue Softmax(OnnxValue x) => graph.Node("Softmax", x.Type, [x], Attribute("axis", -1L));

    public OnnxValue LayerNorm(OnnxValue x, Weight gain, Weight bias) =>
        graph.Node("LayerNormalization", x.Type, [x, graph.Weight(gain), graph.Weight(bias)], Attribute("axis", -1L), Attribute("epsilon", 1e-5f));

    // The statistics are constants now, so all of it is one factor and one offset for each feature.
    public OnnxValue BatchNorm(OnnxValue x, BatchNormWeights weights)
    {
        int width = weights.Gain.Values.Length;
        float[] factor = new float[width];
        for (int i = 0; i < width; i++) factor[i] = (float)(weights.Gain.Values[i] / Math.Sqrt(weights.Variance.Values[i] + 1e-5));
        float[] Offset() => [.. weights.Bias.Values.Select((bias, i) => bias - weights.Mean.Values[i] * factor[i])];
        OnnxValue scaled = Mul(x, graph.Weight($"{weights.Gain.Name}.factor", [width], () => factor));
        return Add(scaled, graph.Weight($"{weights.Bias.Name}.offset", [width], Offset));
    }

    public OnnxValue CausalAttention(OnnxValue queries, OnnxValue keys, OnnxValue values, int heads, int width, double dropout) =>
        ComposedAttention.Apply(this, queries, keys, values, heads, width, dropout);

    public OnnxValue Iota(OnnxValue like, int axis)
    {
        OnnxValue size = graph.Node("Gather", DataType.Int64, [graph.Node("Shape", DataType.Int64, [like]), graph.Constant((long)axis)]);
        return graph.Node("Range", DataType.Int64, [graph.Constant(0L), size, graph.Constant(1L)]);
    }

    public OnnxValue Sum(OnnxValue x, int axis, bool keepAxis) =>
        graph.Node("ReduceSum", x.Type, [x, graph.Axis(axis)], Attribute("keepdims", keepAxis ? 1L : 0L));

    public OnnxValue StepAt(OnnxValue x, OnnxValue step) =>
        graph.Node("GatherND", x.Type, [x, Unsqueeze(step, -1)], Attribute("batch_dims", 1L));

    public OnnxValue Dropout(OnnxValue x, double rate) => x;

    public OnnxValue Gru(OnnxValue x, GruWeights weights)
    {
        int inputs = weights.Input.Shape[0];
        int hidden = weights.Hidden;
        OnnxValue steps = Swap(x); // [L, B, D]; layout 1 is refused on the CPU
        OnnxValue states = graph.Node("GRU", DataType.Float,
            [
                steps,
                graph.Weight(weights.Input.Name, [1, 3 * hidden, inputs], () => Gates(weights.Input.Values, inputs, hidden)),
                graph.Weight(weights.Recurrent.Name, [1, 3 * hidden, hidden], () => Gates(weights.Recurrent.Values, hidden, hidden)),
                graph.Weight(weights.InputBias.Name, [1, 6 * hidden],
                    () => [.. Gates(weights.InputBias.Values, 1, hidden), .. Gates(weights.RecurrentBias.Values, 1, hidden)]),
            ],
            Attribute("hidden_size", (long)hidden), Attribute("linear_before_reset", 1L));
        return Swap(Squeeze(states, 1)); // [L, 1, B, H] to [B, L, H]
    }

    /// <summary>Ours is [inputs, reset | update | new]; ONNX wants [update | reset | new, inputs].</summary>
    private static float[] Gates(float[] values, int inputs, int hidden)
    {
        float[] result = new float[values.Length];
        int[] order = [1, 0, 2];
        for (int gate = 0; gate < 3; gate++)
            for (int h = 0; h < hidden; h++)
                for (int i = 0; i < inputs; i++)
                    result[(gate * hidden + h) * inputs + i] = values[i * 3 * hidden + order[gate] * hidden + h];
        return result;
    }

    private OnnxValue Swap(OnnxValue x) => graph.Node("Transpose", x.Type, [x], Attribute("perm", 1L, 0L, 2L));

    private OnnxValue Same(string op, OnnxValue a, OnnxValue b) => graph.Node(op, a.Type, [a, b]);

    private OnnxValue Float(string op, ReadOnlySpan<OnnxValue> inputs) => graph.Node(op, DataType.Float, inputs);

    /// <summary>Ones at the places of an index [B, L] in zeros [B, width]; the index width itself goes nowhere.</summary>
    private OnnxValue Scatter(OnnxValue index, int width, params Proto.AttributeProto[] attributes)
    {
        OnnxValue batch = graph.Node("Slice", DataType.Int64, [graph.Node("Shape", DataType.Int64, [index]), graph.Axis(0), graph.Axis(1)]);
        OnnxValue shape = graph.Node("Concat", DataType.Int64, [batch, graph.Axis(width + 1)], Attribute("axis", 0L));
        OnnxValue zeros = Float("Expand", [graph.Constant(0f), shape]);
        OnnxValue ones = Float("Expand", [graph.Constant(1f), graph.Node("Shape", DataType.Int64, [index])]);
        return Slice(graph.Node("ScatterElements", DataType.Float, [zeros, index, ones], [Attribute("axis", 1L), .. attributes]), 1, 0, width);
    }
}
