using System.ComponentModel.DataAnnotations;
using System.Numerics.Tensors;
using OnnxRecs.Data;
using OnnxRecs.Layers;
using OnnxRecs.Ops;

namespace OnnxRecs.Models;

/// <summary>Settings of <see cref="NeuMf"/>.</summary>
public sealed record NeuMfOptions : NcfOptions
{
    /// <summary>Width of the user and item vectors that are multiplied (GMF).</summary>
    [Range(1, 1024)]
    [TunedChoices(8, 16, 32, 64)]
    public int Factors { get; init; } = 32;

    /// <summary>Widths of the MLP's layers; its embeddings have half of the first.</summary>
    [MinLength(1)]
    [Range(1, 4096)]
    [TunedChoices("[32, 16, 8]", "[64, 32, 16]", "[128, 64, 32]", "[256, 128, 64]")]
    public int[] Layers { get; init; } = [64, 32, 16];

    /// <summary>
    /// Begins with what the models "gmf" and "mlp" have learnt, which are trained before it with settings of their own. The paper then goes on
    /// with <see cref="TrainingOptions.Optimizer"/> "sgd".
    /// </summary>
    public bool PreTrain { get; init; }

    /// <summary>With <see cref="PreTrain"/>: the weight of GMF's output layer; the MLP's has 1 - alpha.</summary>
    [Range(0.0, 1.0)]
    public double Alpha { get; init; } = 0.5;

    /// <summary>What it begins with.</summary>
    public static IReadOnlyList<PreTrainedPart> PartsOf(NeuMfOptions options) => options.PreTrain ? [new("gmf", "factors"), new("mlp", "layers")] : [];
}

/// <summary>Neural matrix factorisation: GMF and an MLP over other embeddings, joined in one logit.</summary>
/// <remarks>
/// He et al. 2017, 3.4, trained from the start together or pre-trained (3.4.1): embeddings and layers as the parts have them, their output layers one
/// below the other, weighted. See <see cref="NcfModel"/> for training and shapes.
/// </remarks>
public sealed class NeuMf : NcfModel, ITrainedModel
{
    private readonly NeuMfOptions _options;
    private readonly GmfBranch _gmf;
    private readonly MlpBranch _mlp;
    private readonly Weight _out, _outBias;

    public NeuMf(NeuMfOptions options, PreparedData data, WeightSet weights) : base(options, data, weights)
    {
        _options = options;
        _gmf = new GmfBranch(weights, "gmf.", data.UserCount + 1, data.ItemCount, options.Factors);
        _mlp = new MlpBranch(weights, "mlp.", data.UserCount + 1, data.ItemCount, options.Layers);
        (_out, _outBias) = OutputOf(weights, options.Factors + options.Layers[^1]);
    }

    public void TakeParts(PartWeights parts)
    {
        foreach (Weight weight in Weights.Except([_out, _outBias])) parts.Of(weight.Name, weight.Values.Length).CopyTo(weight.Values);
        (float ofGmf, float ofMlp) = ((float)_options.Alpha, (float)(1 - _options.Alpha));
        Span<float> forGmf = _out.Values.AsSpan(0, _options.Factors), forMlp = _out.Values.AsSpan(_options.Factors);
        TensorPrimitives.Multiply(parts.Of("gmf.out.weight", forGmf.Length), ofGmf, forGmf);
        TensorPrimitives.Multiply(parts.Of("mlp.out.weight", forMlp.Length), ofMlp, forMlp);
        _outBias.Values[0] = ofGmf * parts.Of("gmf.out.bias", 1)[0] + ofMlp * parts.Of("mlp.out.bias", 1)[0];
    }

    protected override T Logits<T>(IOps<T> ops, T user, T items) =>
        ops.Linear(ops.Concat(_gmf.Apply(ops, user, items), _mlp.Apply(ops, user, items)), _out, _outBias);
}
