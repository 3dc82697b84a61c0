using System.ComponentModel.DataAnnotations;
using OnnxRecs.Data;
using OnnxRecs.Layers;
using OnnxRecs.Models.Sequence;
using OnnxRecs.Ops;

namespace OnnxRecs.Models;

/// <summary>Settings of <see cref="Caser"/>.</summary>
public sealed record CaserOptions : LastItemsOptions, IValidatableObject
{
    private const int MaxItems = 50;

    public CaserOptions() => (BatchSize, MaxLength) = (512, 5);

    /// <summary>Filters over each number of neighbouring items, from 1 to all (horizontal).</summary>
    [Range(1, 1024)]
    [TunedChoices(4, 8, 16, 32, 64)]
    public int Horizontal { get; init; } = 16;

    /// <summary>Weighted sums of all items (vertical).</summary>
    [Range(1, 1024)]
    [TunedChoices(1, 2, 4, 8)]
    public int Vertical { get; init; } = 4;

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (MaxLength > MaxItems) yield return new($"{MaxLength} is above {MaxItems}: there are filters over each number of neighbouring items, so the graph grows with its square", ["maxLength"]);
    }
}

/// <summary>A next-item model by convolutions over the L x D image that the vectors of the last L items make.</summary>
/// <remarks>
/// Paper: Tang and Wang, WSDM 2018, arXiv:1809.07426. Horizontal filters span some neighbouring items and all of the width, and the strongest answer along the
/// items is kept: patterns of items in a row, wherever they are. Vertical filters weigh the items, value by value. We differ in: no vector of the user, so that new
/// users are served; input and output share one table; cross-entropy by default, not binary cross-entropy. T of the paper is <see cref="LastItemsOptions.Ahead"/>.
/// See <see cref="SequenceModel"/> and <see cref="NextItemLoss"/>.
/// </remarks>
public sealed class Caser : LastItemsModel
{
    private readonly double _dropout;
    private readonly int _dim, _length, _vertical;
    private readonly (Weight Weight, Weight Bias)[] _horizontal; // of height h: [h * D, filters], [filters]
    private readonly Weight _columns; // [vertical, L]
    private readonly Mlp _joined;

    public Caser(CaserOptions options, PreparedData data, WeightSet weights)
        : base(options, data, weights, 0.5 / Math.Sqrt(options.Dim))
    {
        (_dropout, _dim, _length, _vertical) = (options.Dropout, options.Dim, options.MaxLength, options.Vertical);
        _horizontal = [.. Enumerable.Range(1, _length).Select(height => (
            weights.Uniform($"horizontal.{height}.weight", Math.Sqrt(6.0 / (height * _dim + options.Horizontal)), height * _dim, options.Horizontal),
            weights.Zeros($"horizontal.{height}.bias", options.Horizontal)))];
        _columns = weights.Uniform("vertical", 1 / Math.Sqrt(_length), _vertical, _length);
        _joined = new Mlp(weights, "joined", _length * options.Horizontal + _vertical * _dim, [_dim], linearEnd: false);
    }

    protected override T Read<T>(IOps<T> ops, T window)
    {
        T joined = ops.Reshape(ops.MatMul(ops.Weight(_columns), window), 0, _vertical * _dim);       // [B, vertical * D]
        for (int height = 1; height <= _length; height++) joined = ops.Concat(joined, Strongest(ops, window, height));
        return _joined.Apply(ops, ops.Dropout(joined, _dropout));                                    // [B, D]
    }

    /// <summary>What each horizontal filter of one height finds at most: [B, filters].</summary>
    private T Strongest<T>(IOps<T> ops, T window, int height)
    {
        int steps = _length - height + 1;
        T rows = ops.Slice(window, 1, 0, steps);
        for (int i = 1; i < height; i++) rows = ops.Concat(rows, ops.Slice(window, 1, i, steps));    // [B, steps, height * D]
        (Weight weight, Weight bias) = _horizontal[height - 1];
        return ops.MaxOver(ops.LinearRelu(rows, weight, ops.Weight(bias)), 1);
    }
}
