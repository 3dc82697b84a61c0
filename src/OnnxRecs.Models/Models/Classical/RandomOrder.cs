using OnnxRecs.Data;
using OnnxRecs.Ops;
using OnnxRecs.Pipeline;

namespace OnnxRecs.Models.Classical;

/// <summary><see cref="RandomOrder"/> has no settings.</summary>
public sealed record RandomOrderOptions;

/// <summary>An order of the items for each user that says nothing: what any metric gives by chance.</summary>
/// <remarks>Inner products of random vectors, so that the order is another one for each user and the same in every run of a seed.</remarks>
public sealed class RandomOrder(PreparedData data, WeightSet weights)
    : RankerModel(weights, new TensorInfo(FeedNames.User, ["B"], data.UserCount + 1), new TensorInfo(FeedNames.Items, ["B", "N"], data.ItemCount))
{
    private const int Width = 16;
    private readonly Weight _users = weights.Normal("users", 1, data.UserCount + 1, Width), _items = weights.Normal("items", 1, data.ItemCount, Width);

    public override T Run<T>(IOps<T> ops, Tensors<T> inputs)
    {
        T user = ops.Unsqueeze(ops.Lookup(_users, inputs[FeedNames.User]), -1);                      // [B, W, 1]
        return ops.Squeeze(ops.MatMul(ops.Lookup(_items, inputs[FeedNames.Items]), user), -1);       // [B, N]
    }
}
