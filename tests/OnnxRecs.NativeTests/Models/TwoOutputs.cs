using OnnxRecs.Ops;
using OnnxRecs.Pipeline;

namespace OnnxRecs.NativeTests.Models;

/// <summary>A graph with two outputs: user + items [B, N], and the users' squares [B].</summary>
/// <param name="squareOf">What is added to a user before it is squared.</param>
internal sealed class TwoOutputs(float squareOf = 0) : IGraph
{
    public string Name => "model";

    public IReadOnlyList<TensorInfo> Inputs { get; } = [new(FeedNames.User, ["B"], 10), new(FeedNames.Items, ["B", "N"], 10)];

    public TensorInfo Output => Outputs[0];

    public IReadOnlyList<TensorInfo> Outputs { get; } = [new("sums", ["B", "N"]), new("squares", ["B"])];

    public T Run<T>(IOps<T> ops, Tensors<T> inputs) => RunAll(ops, inputs)[0];

    public IReadOnlyList<T> RunAll<T>(IOps<T> ops, Tensors<T> inputs)
    {
        T user = ops.ToFloat(inputs[FeedNames.User]);
        T shifted = ops.Add(user, ops.Scalar(squareOf));
        return [ops.Add(ops.Unsqueeze(user, 1), ops.ToFloat(inputs[FeedNames.Items])), ops.Mul(shifted, shifted)];
    }
}
