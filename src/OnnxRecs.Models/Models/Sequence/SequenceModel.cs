using OnnxRecs.Data;
using OnnxRecs.Ops;
using OnnxRecs.Pipeline;

namespace OnnxRecs.Models.Sequence;

/// <summary>A next-item model: liked items in, a state out; items are scored by the inner product of their vectors with it.</summary>
/// <remarks>
/// Input and output share one table of items. Needs no user id, so it serves new users from their history alone; without any history all scores are 0.
/// Shapes: B batch, L history length, D dim, N items, I items in all. Index I is padding; histories are padded on the right.
/// </remarks>
public abstract class SequenceModel : RankerModel, ITrainedModel
{
    private readonly SequenceOptions _options;
    private readonly NextItemLoss _loss;

    /// <param name="options">Settings.</param>
    /// <param name="data">Says how many items there are.</param>
    /// <param name="weights">Takes the weights.</param>
    /// <param name="deviation">Of the item vectors' initial values.</param>
    protected SequenceModel(SequenceOptions options, PreparedData data, WeightSet weights, double deviation)
        : base(
            weights,
            new TensorInfo(FeedNames.History, ["B", "L"], data.ItemCount + 1),
            new TensorInfo(FeedNames.Length, ["B"], options.MaxLength + 1),
            new TensorInfo(FeedNames.Items, ["B", "N"], data.ItemCount))
    {
        _options = options;
        Items = options.ReadsCatalogue
            ? weights.Normal("items", deviation, data.ItemCount + 1, options.Dim)
            : weights.Table("items", deviation, data.ItemCount + 1, options.Dim);
        float[] bias = new float[data.ItemCount + 1];
        bias[^1] = -1e9f; // keeps the padding row out of the softmax
        _loss = new NextItemLoss(options, Items, weights.Fixed("padding", bias, data.ItemCount + 1));
    }

    public TrainingOptions Training => _options;

    /// <summary>[I + 1, D]</summary>
    protected Weight Items { get; }

    public override T Run<T>(IOps<T> ops, Tensors<T> inputs)
    {
        T length = inputs[FeedNames.Length];                                                        // [B]
        T known = ops.Unsqueeze(ops.ToFloat(ops.Less(ops.Index(0), length)), 1);                    // [B, 1]
        T query = ops.Unsqueeze(ops.Mul(State(ops, inputs[FeedNames.History], length), known), -1); // [B, D, 1]
        return ops.Squeeze(ops.MatMul(ops.Lookup(Items, inputs[FeedNames.Items]), query), -1);      // [B, N]
    }

    public T Loss<T>(ITrainOps<T> ops, Tensors<T> batch) => _loss.Of(ops, Encode(ops, batch), batch);

    public abstract IBatcher CreateBatcher(PreparedData data, ulong seed);

    /// <summary>The state after the last of <paramref name="length"/> items, [B, D]; of an empty history anything finite.</summary>
    protected abstract T State<T>(IOps<T> ops, T history, T length);

    /// <summary>States of a batch, [B, L, D], whose rows the column <see cref="NextItemLoss.Positions"/> picks.</summary>
    private protected abstract T Encode<T>(IOps<T> ops, Tensors<T> batch);
}
