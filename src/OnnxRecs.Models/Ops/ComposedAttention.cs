namespace OnnxRecs.Ops;

/// <summary><see cref="IOps{T}.CausalAttention"/> made of other operations, for op sets that have no faster way. Holds all [B, heads, L, L] weights.</summary>
public static class ComposedAttention
{
    public static T Apply<T>(IOps<T> ops, T queries, T keys, T values, int heads, int width, double dropout)
    {
        T Split(T x, params int[] order) => ops.Transpose(ops.Reshape(x, 0, 0, heads, width), order);
        T scores = ops.MatMul(Split(queries, 0, 2, 1, 3), Split(keys, 0, 2, 3, 1));                                     // [B, heads, L, L]
        T steps = ops.Iota(queries, 1);                                                                             // [L]
        T later = ops.Less(ops.Unsqueeze(steps, 1), ops.Unsqueeze(steps, 0));                                       // [L, L]
        T masked = ops.Where(later, ops.Scalar(-1e9f), ops.Mul(scores, ops.Scalar((float)(1 / Math.Sqrt(width)))));
        T shares = ops.Dropout(ops.Softmax(masked), dropout);
        T read = ops.Transpose(ops.MatMul(shares, Split(values, 0, 2, 1, 3)), 0, 2, 1, 3);                            // [B, L, heads, D / heads]
        return ops.Reshape(read, 0, 0, heads * width);                                                              // [B, L, D]
    }
}
