using System.ComponentModel.DataAnnotations;
using OnnxRecs.Data;
using OnnxRecs.Layers;
using OnnxRecs.Models.Sequence;
using OnnxRecs.Ops;

namespace OnnxRecs.Models;

/// <summary>Settings of <see cref="Sasrec"/>.</summary>
public sealed record SasrecOptions : StepwiseOptions, IValidatableObject
{
    public SasrecOptions() => (BatchSize, Epochs, Patience, MaxLength, Dropout) = (128, 100, 10, 200, 0.1);

    /// <summary>Blocks of attention, one on the other.</summary>
    [Range(1, 16)]
    [TunedRange(1, 3)]
    public int Blocks { get; init; } = 2;

    /// <summary>Parts of the width that attend on their own.</summary>
    [Range(1, 64)]
    [TunedChoices(1, 2, 4)]
    public int Heads { get; init; } = 1;

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Dim % Heads != 0) yield return new($"{Heads} heads do not divide dim ({Dim})", ["heads"]);
    }
}

/// <summary>Self-attentive next-item model.</summary>
/// <remarks>
/// Paper: Kang and McAuley, ICDM 2018, arXiv:1808.09781. We differ in: cross-entropy over items by default, as Klenitskiy and Vasilev (2023), not binary cross-entropy; histories
/// padded on the right, so positions count from the oldest item.
/// See <see cref="SequenceModel"/> and <see cref="NextItemLoss"/>.
/// </remarks>
public sealed class Sasrec : StepwiseModel
{
    // As Klenitskiy and Vasilev: with larger values the model learns faster by heart and ends a tenth worse.
    private const double InitialDeviation = 0.02;
    private readonly double _dropout;
    private readonly float _scale;
    private readonly Weight _positions; // [MaxLength, D]
    private readonly AttentionBlock[] _blocks;
    private readonly LayerNorm _norm;

    public Sasrec(SasrecOptions options, PreparedData data, WeightSet weights)
        : base(options, data, weights, InitialDeviation)
    {
        int dim = options.Dim;
        (_dropout, _scale) = (options.Dropout, (float)Math.Sqrt(dim));
        _positions = weights.Normal("positions", InitialDeviation, options.MaxLength, dim);
        _blocks = [.. Enumerable.Range(0, options.Blocks).Select(i => new AttentionBlock(weights, $"block{i}", dim, options.Heads, options.Dropout))];
        _norm = new LayerNorm(weights, "last", dim);
    }

    protected override T Encode<T>(IOps<T> ops, T history)
    {
        T x = ops.Mul(ops.Lookup(Items, history), ops.Scalar(_scale));                              // [B, L, D]
        x = ops.Dropout(ops.Add(x, ops.Lookup(_positions, ops.Iota(history, 1))), _dropout);
        foreach (AttentionBlock block in _blocks) x = block.Apply(ops, x);
        return _norm.Apply(ops, x);
    }
}
