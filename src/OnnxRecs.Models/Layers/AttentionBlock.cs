using OnnxRecs.Ops;

namespace OnnxRecs.Layers;

/// <summary>Self-attention and a feed-forward layer, each with its residual: one block of SASRec.</summary>
/// <remarks>Kang and McAuley 2018, 3.2 and 3.3. Only the queries are normalised before the attention, as in the authors' code. Initial values are those of Klenitskiy and Vasilev (2023):
/// the three projections uniform, after Glorot as if they were one matrix, all others normal with deviation .02.</remarks>
public sealed class AttentionBlock
{
    private readonly int _heads, _headWidth;
    private readonly double _dropout;
    private readonly LayerNorm _before, _between;
    private readonly (Weight Weight, Weight Bias) _query, _key, _value, _joined, _first, _second;

    /// <param name="weights">Takes the block's weights.</param>
    /// <param name="prefix">Of their names.</param>
    /// <param name="dim">Width of the states.</param>
    /// <param name="heads">Divides it.</param>
    /// <param name="dropout">Of attention weights and of both layers' results.</param>
    public AttentionBlock(WeightSet weights, string prefix, int dim, int heads, double dropout)
    {
        (_heads, _headWidth, _dropout) = (heads, dim / heads, dropout);
        double bound = Math.Sqrt(6.0 / (4 * dim));
        (Weight, Weight) Projection(string name) => (weights.Uniform($"{prefix}.{name}.weight", bound, dim, dim), weights.Zeros($"{prefix}.{name}.bias", dim));
        (Weight, Weight) Square(string name) => (weights.Normal($"{prefix}.{name}.weight", 0.02, dim, dim), weights.Zeros($"{prefix}.{name}.bias", dim));
        _before = new LayerNorm(weights, $"{prefix}.before", dim);
        (_query, _key, _value, _joined) = (Projection("query"), Projection("key"), Projection("value"), Square("joined"));
        _between = new LayerNorm(weights, $"{prefix}.between", dim);
        (_first, _second) = (Square("first"), Square("second"));
    }

    /// <summary>x [B, L, dim] to the same shape.</summary>
    public T Apply<T>(IOps<T> ops, T x)
    {
        T queries = _before.Apply(ops, x);
        T read = ops.CausalAttention(
            ops.Linear(queries, _query.Weight, _query.Bias), ops.Linear(x, _key.Weight, _key.Bias), ops.Linear(x, _value.Weight, _value.Bias),
            _heads, _headWidth, _dropout);
        x = _between.Apply(ops, ops.Add(queries, ops.Linear(read, _joined.Weight, _joined.Bias)));
        T hidden = ops.Dropout(ops.LinearRelu(x, _first.Weight, ops.Weight(_first.Bias)), _dropout);
        return ops.Add(x, ops.Dropout(ops.Linear(hidden, _second.Weight, _second.Bias), _dropout));
    }
}
