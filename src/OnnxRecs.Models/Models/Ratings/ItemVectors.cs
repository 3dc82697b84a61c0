using OnnxRecs.Ops;

namespace OnnxRecs.Models.Ratings;

/// <summary>A vector for each item: its own, where it has training ratings, plus those of its genres and years.</summary>
/// <remarks>Without that condition an item that nobody rated in training would be told by the random values that its vector began with.</remarks>
/// <param name="weights">Takes "name" and "name.features".</param>
/// <param name="name">What the vectors are.</param>
/// <param name="facts">What is known of the items.</param>
/// <param name="dim">D.</param>
/// <param name="deviation">Of the normal values that they begin with.</param>
internal sealed class ItemVectors(WeightSet weights, string name, ItemFacts facts, int dim, double deviation)
{
    private readonly Weight _own = weights.Table(name, deviation, facts.ItemCount, dim); // [I, D]
    private readonly Weight _features = weights.Normal($"{name}.features", deviation, facts.FeatureCount, dim); // [F, D]

    /// <summary>items [..] and whether each one's own vector counts [.., 1] to [.., D]</summary>
    public T Apply<T>(IOps<T> ops, T items, T rated) =>
        ops.Add(ops.Mul(ops.Lookup(_own, items), rated), ops.MatMul(facts.Features(ops, items), ops.Weight(_features)));
}
