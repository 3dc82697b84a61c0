using OnnxRecs.Ops;

namespace OnnxRecs.Layers;

/// <summary>Generalised matrix factorisation: the vectors of a user and an item, multiplied value by value. He et al. 2017, 3.2.</summary>
/// <param name="weights">Takes the tables "users" and "items"; 0.01 is the paper's deviation.</param>
/// <param name="prefix">Of their names.</param>
/// <param name="users">Rows of the users' table.</param>
/// <param name="items">Rows of the items' table.</param>
/// <param name="factors">Width of the vectors.</param>
public sealed class GmfBranch(WeightSet weights, string prefix, int users, int items, int factors)
{
    private readonly Weight _users = weights.Table($"{prefix}users", 0.01, users, factors);
    private readonly Weight _items = weights.Table($"{prefix}items", 0.01, items, factors);

    /// <summary>user [B] and items [B, N] to [B, N, factors]</summary>
    public T Apply<T>(IOps<T> ops, T user, T item) => ops.Mul(ops.Unsqueeze(ops.Lookup(_users, user), 1), ops.Lookup(_items, item));
}
