using System.ComponentModel.DataAnnotations;
using OnnxRecs.Data;
using OnnxRecs.Ops;
using OnnxRecs.Pipeline;

namespace OnnxRecs.Models.Sequence;

/// <summary>Settings of models that read so many last items and no others: <see cref="SequenceOptions.MaxLength"/> is their number.</summary>
public abstract record LastItemsOptions : SequenceOptions
{
    /// <summary>How many of the items after those read are to be predicted from them.</summary>
    [Range(1, 100)]
    [TunedRange(1, 3)]
    public int Ahead { get; init; } = 1;
}

/// <summary>A next-item model that sees the last L liked items at fixed places, the newest at the last: an example is one such window and what came next.</summary>
/// <remarks>Of a shorter history the first places hold padding, whose vector is learned like any other.</remarks>
public abstract class LastItemsModel : SequenceModel
{
    private readonly LastItemsOptions _options;
    private readonly int _padding;

    /// <inheritdoc cref="SequenceModel(SequenceOptions, PreparedData, WeightSet, double)"/>
    protected LastItemsModel(LastItemsOptions options, PreparedData data, WeightSet weights, double deviation)
        : base(options, data, weights, deviation) => (_options, _padding) = (options, data.ItemCount);

    public override IBatcher CreateBatcher(PreparedData data, ulong seed) => new LastItemsBatcher(data, _options, seed);

    /// <summary>The state after a window: vectors [B, L, D] to [B, D].</summary>
    protected abstract T Read<T>(IOps<T> ops, T window);

    protected override T State<T>(IOps<T> ops, T history, T length)
    {
        // Histories are padded on the right and as long as the longest of the batch; here the newest item moves to the last place.
        int places = _options.MaxLength;
        T from = ops.Add(ops.Unsqueeze(ops.Sub(length, ops.Index(places)), 1), ops.Range(places));   // [B, L], below 0 before the first item
        T items = ops.Pick(history, ops.Max(from, ops.Index(0)));
        T window = ops.Where(ops.Less(from, ops.Index(0)), ops.Index(_padding), items);              // [B, L]
        return Read(ops, ops.Lookup(Items, window));
    }

    private protected override T Encode<T>(IOps<T> ops, Tensors<T> batch) =>
        ops.Unsqueeze(State(ops, batch[FeedNames.History], batch[FeedNames.Length]), 1);             // [B, 1, D]
}
