using OnnxRecs.Ops;

namespace OnnxRecs.Layers;

/// <summary>Vectors scaled to length 1, so that inner products are cosines; a zero vector stays one.</summary>
internal static class UnitLength
{
    /// <summary>[.., D] to [.., D]</summary>
    public static T Apply<T>(IOps<T> ops, T x) =>
        ops.Div(x, ops.Sqrt(ops.Add(ops.Sum(ops.Mul(x, x), -1, keepAxis: true), ops.Scalar(1e-12f))));
}
