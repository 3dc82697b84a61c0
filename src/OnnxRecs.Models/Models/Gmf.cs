using System.ComponentModel.DataAnnotations;
using OnnxRecs.Data;
using OnnxRecs.Layers;
using OnnxRecs.Ops;

namespace OnnxRecs.Models;

/// <summary>Settings of <see cref="Gmf"/>.</summary>
public sealed record GmfOptions : NcfOptions
{
    /// <summary>Width of the user and item vectors that are multiplied.</summary>
    [Range(1, 1024)]
    [TunedChoices(8, 16, 32, 64)]
    public int Factors { get; init; } = 32;
}

/// <summary>Generalised matrix factorisation: a weighted inner product of a user's and an item's vector, as a logit.</summary>
/// <remarks>He et al. 2017, 3.2; a model of its own and a part of <see cref="NeuMf"/>. See <see cref="NcfModel"/> for training and shapes.</remarks>
public sealed class Gmf : NcfModel
{
    private readonly GmfBranch _branch;
    private readonly Weight _out, _outBias;

    public Gmf(GmfOptions options, PreparedData data, WeightSet weights) : base(options, data, weights)
    {
        _branch = new GmfBranch(weights, "", data.UserCount + 1, data.ItemCount, options.Factors);
        (_out, _outBias) = OutputOf(weights, options.Factors);
    }

    protected override T Logits<T>(IOps<T> ops, T user, T items) => ops.Linear(_branch.Apply(ops, user, items), _out, _outBias);
}
