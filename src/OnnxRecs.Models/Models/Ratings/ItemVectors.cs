using OnnxRecs.Layers;
using OnnxRecs.Ops;

namespace OnnxRecs.Models.Ratings;

/// <summary>A vector for each item: its own, where it has training ratings, plus those of its genres and years.</summary>
/// <remarks>Without that condition an item that nobody rated in training would be told by the random values that its vector began with.</remarks>
internal sealed class ItemVectors
{
    private readonly ItemFacts _facts;
    private readonly Weight _own; // [I, D]
    private readonly Weight _features; // [F, D]

    private ItemVectors(ItemFacts facts, Weight own, Weight features) => (_facts, _own, _features) = (facts, own, features);

    /// <summary>Begins with normal values after Glorot; the weights are "name" and "name.features".</summary>
    public static ItemVectors Create(WeightSet weights, string name, ItemFacts facts, int dim) => new(
        facts,
        Glorot.Table(weights, name, facts.ItemCount, dim),
        Glorot.Matrix(weights, $"{name}.features", facts.FeatureCount, dim));

    /// <summary>Of width 1, beginning with 0.</summary>
    public static ItemVectors Biases(WeightSet weights, string name, ItemFacts facts) => new(
        facts, weights.ZeroTable(name, facts.ItemCount, 1), weights.Zeros($"{name}.features", facts.FeatureCount, 1));

    /// <summary>items [..] and whether each one's own vector counts [.., 1] to [.., D]</summary>
    public T Apply<T>(IOps<T> ops, T items, T rated) =>
        ops.Add(ops.Mul(ops.Lookup(_own, items), rated), ops.MatMul(_facts.Features(ops, items), ops.Weight(_features)));
}
