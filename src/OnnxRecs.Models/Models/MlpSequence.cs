using System.ComponentModel.DataAnnotations;
using OnnxRecs.Data;
using OnnxRecs.Layers;
using OnnxRecs.Models.Sequence;
using OnnxRecs.Ops;

namespace OnnxRecs.Models;

/// <summary>Settings of <see cref="MlpSequence"/>.</summary>
public sealed record MlpSequenceOptions : LastItemsOptions
{
    public MlpSequenceOptions() => (BatchSize, MaxLength) = (512, 10);

    /// <summary>Widths of the hidden layers.</summary>
    [Range(1, 4096)]
    [TunedChoices("[64]", "[128]", "[256, 128]")]
    public int[] Layers { get; init; } = [128];
}

/// <summary>A next-item model by an MLP over the vectors of the last items, one after the other: each place has weights of its own, so their order counts.</summary>
/// <remarks>
/// Paper: Wan et al., "Next Basket Recommendation with Neural Networks", RecSys 2015 posters (NN-Rec), after the language model of Bengio et al., JMLR
/// 2003. We differ in: baskets of one item; no vector of the user; rectifiers, not tanh; input and output share one table. See <see cref="SequenceModel"/> and <see cref="NextItemLoss"/>.
/// </remarks>
public sealed class MlpSequence : LastItemsModel
{
    private readonly double _dropout;
    private readonly int _width;
    private readonly Mlp _mlp;

    public MlpSequence(MlpSequenceOptions options, PreparedData data, WeightSet weights)
        : base(options, data, weights, 0.5 / Math.Sqrt(options.Dim))
    {
        (_dropout, _width) = (options.Dropout, options.MaxLength * options.Dim);
        _mlp = new Mlp(weights, "mlp", _width, [.. options.Layers, options.Dim], linearEnd: true);
    }

    protected override T Read<T>(IOps<T> ops, T window)
    {
        T joined = ops.Dropout(ops.Reshape(window, 0, _width), _dropout);                            // [B, L * D]
        return ops.Dropout(_mlp.Apply(ops, joined), _dropout);                                       // [B, D]
    }
}
