using System.ComponentModel.DataAnnotations;
using OnnxRecs.Data;
using OnnxRecs.Layers;
using OnnxRecs.Ops;

namespace OnnxRecs.Models;

/// <summary>Settings of <see cref="NcfMlp"/>.</summary>
public sealed record NcfMlpOptions : NcfOptions
{
    /// <summary>Widths of the layers; the embeddings have half of the first.</summary>
    [MinLength(1)]
    [Range(1, 4096)]
    [TunedChoices("[32, 16, 8]", "[64, 32, 16]", "[128, 64, 32]", "[256, 128, 64]")]
    public int[] Layers { get; init; } = [64, 32, 16];
}

/// <summary>A user's and an item's vector through a multi-layer perceptron to a logit.</summary>
/// <remarks>He et al. 2017, 3.3; a model of its own and a part of <see cref="NeuMf"/>. See <see cref="NcfModel"/> for training and shapes.</remarks>
public sealed class NcfMlp : NcfModel
{
    private readonly MlpBranch _branch;
    private readonly Weight _out, _outBias;

    public NcfMlp(NcfMlpOptions options, PreparedData data, WeightSet weights) : base(options, data, weights)
    {
        _branch = new MlpBranch(weights, "", data.UserCount + 1, data.ItemCount, options.Layers);
        (_out, _outBias) = OutputOf(weights, options.Layers[^1]);
    }

    protected override T Logits<T>(IOps<T> ops, T user, T items) => ops.Linear(_branch.Apply(ops, user, items), _out, _outBias);
}
