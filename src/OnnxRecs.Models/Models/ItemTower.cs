using OnnxRecs.Data;
using OnnxRecs.Features;
using OnnxRecs.Layers;
using OnnxRecs.Ops;
using OnnxRecs.Pipeline;

namespace OnnxRecs.Models;

/// <summary>Of <see cref="TwoTower"/>: id, genres, release year and words of the title, to one vector.</summary>
internal sealed class ItemTower : IGraph
{
    private readonly TwoTowerOptions _options;
    private readonly Weight _items; // [I + 1, D]
    private readonly FeatureBag[] _features;
    private readonly Mlp _mlp;

    public ItemTower(TwoTowerOptions options, PreparedData data, WeightSet weights, Weight items)
    {
        (_options, _items) = (options, items);
        FeatureBag?[] features =
        [
            options.Features.Contains("genres") ? ItemFeatures.Genres(weights, "item.genres", data, options.Dim) : null,
            options.Features.Contains("years") ? ItemFeatures.Years(weights, "item.years", data, options.Dim) : null,
            options.Features.Contains("titles") ? ItemFeatures.Titles(weights, "item.words", data, options.TitleBuckets, options.TitleWords, options.Dim) : null,
        ];
        _features = [.. features.OfType<FeatureBag>()];
        _mlp = new Mlp(weights, "item.mlp", (1 + _features.Length) * options.Dim, [options.Hidden, options.Dim], linearEnd: true);
        Inputs = [new(FeedNames.Items, ["N"], data.ItemCount)];
        Output = new("vectors", ["N", options.Dim.ToString()]);
    }

    public string Name => "item";

    public IReadOnlyList<TensorInfo> Inputs { get; }

    public TensorInfo Output { get; }

    public T Run<T>(IOps<T> ops, Tensors<T> inputs) => Encode(ops, inputs[FeedNames.Items]);

    /// <summary>items [N] to [N, D]</summary>
    public T Encode<T>(IOps<T> ops, T items)
    {
        T joined = ops.Lookup(_items, items);                                                        // [N, D]
        foreach (FeatureBag feature in _features) joined = ops.Concat(joined, feature.Apply(ops, items));
        return TwoTower.Finish(ops, _mlp.Apply(ops, joined), _options);                              // [N, D]
    }
}
