using OnnxRecs.Ops;

namespace OnnxRecs.Layers;

/// <summary>The mean of those vectors of a set that are real; zeros where none is.</summary>
internal static class MaskedMean
{
    /// <summary>vectors [R, n, D] with marks [R, n], 1 for real and 0 for padding, to [R, D]</summary>
    public static T Apply<T>(IOps<T> ops, T vectors, T marks)
    {
        T shares = ops.Div(marks, ops.Max(ops.Sum(marks, -1, keepAxis: true), ops.Scalar(1)));        // [R, n]
        return ops.Squeeze(ops.MatMul(ops.Unsqueeze(shares, 1), vectors), 1);                        // [R, D]
    }
}
