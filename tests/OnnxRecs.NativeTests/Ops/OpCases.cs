using OnnxRecs.Numerics;
using OnnxRecs.Ops;
using OnnxRecs.Pipeline;

namespace OnnxRecs.NativeTests.Ops;

/// <summary>One operation on weights and indexes, as a graph that every op set can run.</summary>
public sealed class OpCase : IGraph
{
    public const int B = 3, L = 4, D = 5, N = 6;
    private readonly string _op;
    private readonly Weight _left, _right, _row, _positive, _table, _rows, _square, _bias, _batch, _gain, _offset;
    private readonly BatchNormWeights _norm;
    private readonly GruWeights _gru;

    public OpCase(string op)
    {
        _op = op;
        var weights = new WeightSet(new Rng(11));
        _left = weights.Normal("left", 1, B, L, D);
        _right = weights.Normal("right", 1, B, L, D);
        _row = weights.Normal("row", 1, L, 1);
        _positive = weights.Uniform("positive", 1, B, L, D);
        for (int i = 0; i < _positive.Values.Length; i++) _positive.Values[i] = Math.Abs(_positive.Values[i]) + 0.5f;
        _table = weights.Normal("table", 1, N, D);
        _rows = weights.Indexes("rows", [.. Enumerable.Range(0, 2 * N).Select(i => i * 5 % N)], N, 2);
        _square = weights.Normal("square", 0.5, D, 7);
        _bias = weights.Normal("bias", 1, 7);
        _batch = weights.Normal("batch", 1, B, D, 2);
        _gru = new GruWeights(weights.Normal("gi", 0.5, D, 9), weights.Normal("gh", 0.5, 3, 9), weights.Normal("bi", 0.5, 9), weights.Normal("bh", 0.5, 9));
        _gain = weights.Normal("gain", 1, D);
        _offset = weights.Normal("offset", 1, D);
        _norm = BatchNormWeights.Create(weights, "norm", D);
        for (int i = 0; i < D; i++) (_norm.Gain.Values[i], _norm.Bias.Values[i], _norm.Mean.Values[i], _norm.Variance.Values[i]) = (1 + 0.1f * i, 0.3f * i, 0.2f * i, 0.5f + i);
        Weights = weights.All;
    }

    /// <summary>Every operation of the interface, and the ways of broadcasting.</summary>
    public static readonly string[] Forward =
    [
        "Weight", "Lookup", "Lookup vector", "Lookup indexes", "Scalar", "Index", "Add", "Add row", "Sub", "Mul", "Mul row", "Div", "Max", "Sqrt", "Relu", "Less",
        "ToFloat", "Exp", "Log", "Tanh", "Sigmoid", "Where", "Reshape", "Transpose", "Slice", "Range", "Pick", "MultiHot", "Counts", "KthGreatest", "MaxOver", "Softmax", "LayerNorm", "BatchNorm",
        "CausalAttention", "CausalAttention heads", "MatMul", "MatMul batch", "Linear", "LinearRelu", "LinearRelu rows", "Unsqueeze", "Squeeze", "Concat", "Iota", "Sum", "Sum keep", "StepAt", "Dropout", "Gru",
    ];

    /// <summary>What only training has.</summary>
    public static readonly string[] Losses = ["Rows", "SoftmaxLoss", "SigmoidLoss", "Mean", "Softplus", "LogSoftmax", "Normal"];

    public IReadOnlyList<Weight> Weights { get; }

    public string Name => "op";

    public IReadOnlyList<TensorInfo> Inputs { get; } = [new("indexes", ["B", "L"], N), new("steps", ["B"], L)];

    /// <summary>Its shape differs by operation, so the graph only says how many axes there are.</summary>
    public TensorInfo Output => new("result", _op switch
    {
        "Lookup vector" or "Index" or "Less" or "ToFloat" or "Iota" or "StepAt" or "Sum" or "Squeeze" or "Range" or "Pick" or "MultiHot" or "Counts" or "MaxOver" or "Reshape" => ["a", "b"],
        "Unsqueeze" => ["a", "b", "c", "d"],
        _ => ["a", "b", "c"],
    });

    public T Run<T>(IOps<T> ops, Tensors<T> inputs)
    {
        T left = ops.Weight(_left), right = ops.Weight(_right), indexes = inputs["indexes"], steps = inputs["steps"];
        return _op switch
        {
            "Weight" => left,
            "Lookup" => ops.Lookup(_table, indexes),
            "Lookup vector" => ops.Lookup(_bias, indexes),
            "Lookup indexes" => ops.Lookup(_table, ops.Lookup(_rows, steps)),
            "Scalar" => ops.Mul(left, ops.Scalar(2.5f)),
            "Index" => ops.ToFloat(ops.Add(indexes, ops.Index(3))),
            "Add" => ops.Add(left, right),
            "Add row" => ops.Add(left, ops.Weight(_row)),
            "Sub" => ops.Sub(left, right),
            "Mul" => ops.Mul(left, right),
            "Mul row" => ops.Mul(ops.Weight(_row), left),
            "Div" => ops.Div(left, ops.Weight(_positive)),
            "Max" => ops.Max(left, right),
            "Sqrt" => ops.Sqrt(ops.Weight(_positive)),
            "Relu" => ops.Relu(left),
            "Less" => ops.ToFloat(ops.Less(indexes, ops.Unsqueeze(steps, 1))),
            "ToFloat" => ops.ToFloat(indexes),
            "Exp" => ops.Exp(left),
            "Log" => ops.Log(ops.Weight(_positive)),
            "Tanh" => ops.Tanh(left),
            "Sigmoid" => ops.Sigmoid(left),
            "Where" => ops.Where(ops.Less(left, ops.Scalar(0.3f)), left, right),
            "Reshape" => ops.Reshape(left, 0, -1),
            "Transpose" => ops.Transpose(left, 2, 0, 1),
            "Slice" => ops.Slice(left, 1, 1, 2),
            "Range" => ops.ToFloat(ops.Add(ops.Range(L), indexes)),
            "Pick" => ops.ToFloat(ops.Pick(indexes, ops.Unsqueeze(steps, 1))),
            "MultiHot" => ops.MultiHot(indexes, N - 1),
            "Counts" => ops.Counts(indexes, N - 1),
            "KthGreatest" => ops.KthGreatest(left, 2),
            "MaxOver" => ops.MaxOver(left, 1),
            "Softmax" => ops.Softmax(left),
            "LayerNorm" => ops.LayerNorm(left, _gain, _offset),
            "BatchNorm" => ops.BatchNorm(left, _norm),
            "CausalAttention" => ops.CausalAttention(left, right, ops.Weight(_positive), 1, D, 0),
            "CausalAttention heads" => ops.CausalAttention(ops.Linear(left, _square, _bias), ops.Linear(right, _square, _bias), ops.Linear(left, _square, _bias), 7, 1, 0),
            "MatMul" => ops.MatMul(left, ops.Weight(_square)),
            "MatMul batch" => ops.MatMul(left, ops.Weight(_batch)),
            "Linear" => ops.Linear(left, _square, _bias),
            "LinearRelu" => ops.LinearRelu(left, _gru.Input, ops.Weight(_gru.InputBias)),
            "LinearRelu rows" => ops.LinearRelu(left, _gru.Input, ops.Linear(ops.Sum(right, 1, keepAxis: true), _gru.Input, _gru.InputBias)),
            "Unsqueeze" => ops.Unsqueeze(left, -2),
            "Squeeze" => ops.Squeeze(ops.Sum(left, 1, keepAxis: true), 1),
            "Concat" => ops.Concat(left, ops.Sum(right, -1, keepAxis: true)),
            "Iota" => ops.ToFloat(ops.Max(ops.Iota(indexes, 1), ops.Unsqueeze(steps, 1))),
            "Sum" => ops.Sum(left, 1, keepAxis: false),
            "Sum keep" => ops.Sum(left, -1, keepAxis: true),
            "StepAt" => ops.StepAt(left, steps),
            "Dropout" => ops.Dropout(left, 0),
            "Gru" => ops.Gru(left, _gru),
            _ => ops is ITrainOps<T> train ? Loss(train, left, indexes) : throw new ArgumentException(_op),
        };
    }

    private T Loss<T>(ITrainOps<T> ops, T left, T indexes)
    {
        T positions = ops.Iota(indexes, 1); // the steps of the first sequence
        T states = ops.Rows(left, positions);
        return _op switch
        {
            "Rows" => states,
            "SoftmaxLoss" => ops.SoftmaxLoss(states, ops.Weight(_table), ops.ToFloat(ops.Iota(ops.Weight(_table), 0)), ops.Iota(states, 0)),
            "Mean" => ops.Mean(left),
            "Softplus" => ops.Softplus(left),
            "LogSoftmax" => ops.LogSoftmax(left),
            "SigmoidLoss" => ops.SigmoidLoss(left, ops.ToFloat(ops.Less(ops.Scalar(0), left))),
            _ => throw new ArgumentException(_op),
        };
    }
}
