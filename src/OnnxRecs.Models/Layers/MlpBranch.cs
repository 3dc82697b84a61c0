using OnnxRecs.Ops;

namespace OnnxRecs.Layers;

/// <summary>The vectors of a user and an item, joined, through rectified layers. He et al. 2017, 3.3.</summary>
/// <remarks>
/// The first layer is applied to the user's and the item's half separately and added, which is the same as applying it to both joined, and
/// runs once per user instead of once per item.
/// </remarks>
public sealed class MlpBranch
{
    private readonly Weight _users, _items;
    private readonly Weight _userHalf, _itemHalf, _halfBias;
    private readonly Mlp _rest;

    /// <param name="weights">Takes the tables "users" and "items" and the layers' weights; 0.01 and Glorot are the paper's initial values.</param>
    /// <param name="prefix">Of their names.</param>
    /// <param name="users">Rows of the users' table.</param>
    /// <param name="items">Rows of the items' table.</param>
    /// <param name="layers">Width of each layer; both vectors have half of the first.</param>
    public MlpBranch(WeightSet weights, string prefix, int users, int items, int[] layers)
    {
        int first = layers[0];
        int half = Math.Max(1, first / 2);
        _users = weights.Table($"{prefix}users", 0.01, users, half);
        _items = weights.Table($"{prefix}items", 0.01, items, half);
        double bound = Math.Sqrt(6.0 / (2 * half + first));
        _userHalf = weights.Uniform($"{prefix}0.user", bound, half, first);
        _itemHalf = weights.Uniform($"{prefix}0.item", bound, half, first);
        _halfBias = weights.Zeros($"{prefix}0.bias", first);
        _rest = new Mlp(weights, $"{prefix}rest", first, layers[1..], linearEnd: false);
    }

    /// <summary>user [B] and items [B, N] to [B, N, last layer]</summary>
    public T Apply<T>(IOps<T> ops, T user, T item)
    {
        T fromUser = ops.Linear(ops.Lookup(_users, user), _userHalf, _halfBias);                     // [B, first]
        T first = ops.LinearRelu(ops.Lookup(_items, item), _itemHalf, ops.Unsqueeze(fromUser, 1));   // [B, N, first]
        return _rest.Apply(ops, first);                                                              // [B, N, last]
    }
}
