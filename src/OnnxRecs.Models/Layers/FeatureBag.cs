using OnnxRecs.Ops;

namespace OnnxRecs.Layers;

/// <summary>What is known of users or items: each has a few features out of many, each feature has a vector, and the mean of the vectors stands for the row.</summary>
/// <remarks>
/// Which row has which features is a fixed table in the graph, padded with the index after the last feature: as long as the longest bag, however
/// many features there are. A row without features is all zeros, as an average row is before training.
/// </remarks>
public sealed class FeatureBag
{
    private readonly int _features;
    private readonly Weight _table; // [rows, n]
    private readonly Weight _vectors; // [features + 1, D]

    private FeatureBag(WeightSet weights, string name, int[][] bags, int features, int dim)
    {
        int width = bags.Max(bag => bag.Length);
        int[] table = new int[bags.Length * width];
        Array.Fill(table, features);
        for (int row = 0; row < bags.Length; row++) bags[row].CopyTo(table, row * width);
        _features = features;
        _table = weights.Indexes($"{name}.table", table, bags.Length, width);
        _vectors = weights.Table($"{name}.vectors", 1 / Math.Sqrt(dim), features + 1, dim);
    }

    /// <summary>Null where no row has a feature: then there are no weights either.</summary>
    /// <param name="weights">Takes "name.table" and "name.vectors".</param>
    /// <param name="name">What the features are.</param>
    /// <param name="bags">For each row its distinct features.</param>
    /// <param name="features">They lie below this.</param>
    /// <param name="dim">Width of the vectors.</param>
    public static FeatureBag? Of(WeightSet weights, string name, int[][] bags, int features, int dim) =>
        bags.All(bag => bag.Length == 0) ? null : new FeatureBag(weights, name, bags, features, dim);

    /// <summary>rows [R] to [R, D]</summary>
    public T Apply<T>(IOps<T> ops, T rows)
    {
        T features = ops.Lookup(_table, rows);                                                       // [R, n]
        T real = ops.ToFloat(ops.Less(features, ops.Index(_features)));                              // [R, n]
        return MaskedMean.Apply(ops, ops.Lookup(_vectors, features), real);                          // [R, D]
    }
}
