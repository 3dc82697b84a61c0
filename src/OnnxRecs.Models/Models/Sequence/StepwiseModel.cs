using OnnxRecs.Data;
using OnnxRecs.Ops;
using OnnxRecs.Pipeline;

namespace OnnxRecs.Models.Sequence;

/// <summary>A sequence model that has a state after every item and learns from each of them: an example is a window of one user's history.</summary>
public abstract class StepwiseModel(StepwiseOptions options, PreparedData data, WeightSet weights, double deviation) : SequenceModel(options, data, weights, deviation)
{
    public override IBatcher CreateBatcher(PreparedData data, ulong seed) => new WindowBatcher(data, (StepwiseOptions)Training, seed);

    /// <summary>The state after each item: history [B, L] to [B, L, D]. A step must not see those after it.</summary>
    protected abstract T Encode<T>(IOps<T> ops, T history);

    protected override T State<T>(IOps<T> ops, T history, T length)
    {
        T last = ops.Max(ops.Sub(length, ops.Index(1)), ops.Index(0));                              // [B]
        return ops.StepAt(Encode(ops, history), last);                                              // [B, D]
    }

    private protected override T Encode<T>(IOps<T> ops, Tensors<T> batch) => Encode(ops, batch[FeedNames.History]);
}
