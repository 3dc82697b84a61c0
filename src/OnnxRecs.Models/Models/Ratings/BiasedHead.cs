using OnnxRecs.Data;
using OnnxRecs.Ops;

namespace OnnxRecs.Models.Ratings;

/// <summary>A logit: a constant to begin with, a bias of the user, biases of the item and its features, and a linear function of the hidden layer.</summary>
internal sealed class BiasedHead(WeightSet weights, string prefix, PreparedData data, ItemFacts facts, int inputs, float start)
{
    private readonly Weight _users = weights.ZeroTable($"{prefix}.users", data.UserCount + 1, 1);
    private readonly ItemVectors _items = new(weights, $"{prefix}.items", facts, dim: 1, deviation: 0);
    private readonly Weight _weight = weights.Uniform($"{prefix}.weight", Math.Sqrt(6.0 / (inputs + 1)), inputs, 1);
    private readonly Weight _bias = weights.Zeros($"{prefix}.bias", 1);

    /// <summary>hidden [B, N, inputs], user [B], items [B, N] and whether they are rated [B, N, 1] to [B, N]</summary>
    public T Apply<T>(IOps<T> ops, T hidden, T user, T items, T rated)
    {
        T biases = ops.Add(ops.Unsqueeze(ops.Lookup(_users, user), 1), _items.Apply(ops, items, rated)); // [B, N, 1]
        T logits = ops.Add(ops.Add(ops.Linear(hidden, _weight, _bias), biases), ops.Scalar(start));     // [B, N, 1]
        return ops.Squeeze(logits, -1);
    }
}
