using OnnxRecs.Data;
using OnnxRecs.Numerics;
using OnnxRecs.Ops;

namespace OnnxRecs.Models.Classical;

/// <summary>A user's vector times an item's, plus the item's bias: what matrix factorisations score by.</summary>
/// <remarks>Shapes: B users, N items for each, U users, I items, D factors. Row U is the unknown user.</remarks>
internal sealed class UserItemProduct(WeightSet weights, PreparedData data, int factors)
{
    private readonly Weight _users = weights.Fitted("users", data.UserCount + 1, factors);
    private readonly Weight _items = weights.Fitted("items", data.ItemCount, factors);
    private readonly Weight _biases = weights.Fitted("biases", data.ItemCount, 1);

    /// <summary>[U + 1, D]</summary>
    public float[] Users => _users.Values;

    /// <summary>[I, D]</summary>
    public float[] Items => _items.Values;

    /// <summary>[I]</summary>
    public float[] Biases => _biases.Values;

    public Span<float> OfUser(int user) => Users.AsSpan(user * factors, factors);

    public Span<float> OfItem(int item) => Items.AsSpan(item * factors, factors);

    /// <summary>Normal values in all vectors but the unknown user's.</summary>
    public void Draw(double deviation, Rng rng)
    {
        Steps.Draw(Users.AsSpan(..^factors), deviation, rng);
        Steps.Draw(Items, deviation, rng);
    }

    /// <summary>Gives the unknown user the mean of all users' vectors.</summary>
    public void SetUnknownUser() => Steps.Mean(Users.AsSpan(..^factors), factors).CopyTo(Users.AsSpan(^factors..));

    /// <summary>user [B] to vectors [B, D]</summary>
    public T Vector<T>(IOps<T> ops, T user) => ops.Lookup(_users, user);

    /// <summary>Users' vectors [B, D] and items [B, N] to [B, N].</summary>
    public T Apply<T>(IOps<T> ops, T vector, T items) =>
        ops.Squeeze(ops.Add(ops.MatMul(ops.Lookup(_items, items), ops.Unsqueeze(vector, -1)), ops.Lookup(_biases, items)), -1);
}
