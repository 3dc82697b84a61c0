using OnnxRecs.Data;
using OnnxRecs.Features;
using OnnxRecs.Layers;
using OnnxRecs.Ops;
using OnnxRecs.Pipeline;

namespace OnnxRecs.Models;

/// <summary>Of <see cref="TwoTower"/>: id, liked items and what is known of the person, to one vector.</summary>
internal sealed class UserTower : IGraph
{
    private readonly TwoTowerOptions _options;
    private readonly Weight _items; // [I + 1, D]
    private readonly Weight _users; // [U + 1, D]
    private readonly FeatureBag? _people;
    private readonly Mlp _mlp;

    public UserTower(TwoTowerOptions options, PreparedData data, WeightSet weights, Weight items)
    {
        (_options, _items) = (options, items);
        _users = weights.Table("users", 1 / Math.Sqrt(options.Dim), data.UserCount + 1, options.Dim);
        _people = options.Features.Contains("people") ? UserFeatures.People(weights, "user.people", data, options.Dim) : null;
        _mlp = new Mlp(weights, "user.mlp", (_people is null ? 2 : 3) * options.Dim, [options.Hidden, options.Dim], linearEnd: true);
        Inputs =
        [
            new(FeedNames.User, ["B"], data.UserCount + 1),
            new(FeedNames.History, ["B", "L"], data.ItemCount + 1),
            new(FeedNames.Length, ["B"], options.MaxLength + 1),
        ];
        Output = new("vector", ["B", options.Dim.ToString()]);
    }

    public string Name => "user";

    public IReadOnlyList<TensorInfo> Inputs { get; }

    public TensorInfo Output { get; }

    public T Run<T>(IOps<T> ops, Tensors<T> inputs)
    {
        T user = inputs[FeedNames.User];                                                             // [B]
        T history = inputs[FeedNames.History];                                                       // [B, L]
        T real = ops.ToFloat(ops.Less(ops.Iota(history, 1), ops.Unsqueeze(inputs[FeedNames.Length], 1))); // [B, L]
        T joined = ops.Concat(ops.Lookup(_users, user), MaskedMean.Apply(ops, ops.Lookup(_items, history), real)); // [B, 2D]
        if (_people is not null) joined = ops.Concat(joined, _people.Apply(ops, user));              // [B, 3D]
        return TwoTower.Finish(ops, _mlp.Apply(ops, ops.Dropout(joined, _options.Dropout)), _options); // [B, D]
    }
}
