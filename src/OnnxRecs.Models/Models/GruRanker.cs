using System.ComponentModel.DataAnnotations;
using OnnxRecs.Data;
using OnnxRecs.Models.Sequence;
using OnnxRecs.Ops;

namespace OnnxRecs.Models;

/// <summary>Settings of <see cref="GruRanker"/>.</summary>
public record GruRankerOptions : StepwiseOptions
{
    // A GRU first learns popularity and stays there for some epochs: small batches, a large step and patience carry it over.
    // After fifteen epochs what is still gained is within the noise of the validation.
    public GruRankerOptions() => (BatchSize, LearningRate, Patience, Epochs) = (32, 5e-3, 5, 15);
}

/// <summary>GRU4Rec as its authors train it: in-batch targets and extra negatives with correction, one shared table. Settings of <see cref="GruRanker"/>.</summary>
[TunedRange(256, 8192, Log = true, Option = nameof(Gru4RecOptions.Negatives))]
[TunedRange(0, 1, Option = nameof(Gru4RecOptions.NegativeBeta))]
public sealed record Gru4RecOptions : GruRankerOptions
{
    public Gru4RecOptions() => (Loss, Negatives, NegativeBeta) = ("sampled", 2048, 0.5);
}

/// <summary>A recurrent next-item model.</summary>
/// <remarks>
/// Papers: Hidasi et al., ICLR 2016, arXiv:1511.06939; Hidasi and Karatzoglou, CIKM 2018, arXiv:1706.03847. We differ in: an example is a window of one user's
/// history, every step of which predicts the next item, not a step of parallel sessions. See <see cref="SequenceModel"/> and <see cref="NextItemLoss"/>.
/// </remarks>
public sealed class GruRanker : StepwiseModel
{
    private readonly double _dropout;
    private readonly GruWeights _gru;

    public GruRanker(GruRankerOptions options, PreparedData data, WeightSet weights)
        : base(options, data, weights, 0.5 / Math.Sqrt(options.Dim))
    {
        int dim = options.Dim;
        double bound = 1 / Math.Sqrt(dim);
        _dropout = options.Dropout;
        _gru = new GruWeights(
            weights.Uniform("gru.input", bound, dim, 3 * dim), weights.Uniform("gru.recurrent", bound, dim, 3 * dim),
            weights.Zeros("gru.input_bias", 3 * dim), weights.Zeros("gru.recurrent_bias", 3 * dim));
    }

    protected override T Encode<T>(IOps<T> ops, T history)
    {
        T inputs = ops.Dropout(ops.Lookup(Items, history), _dropout);                               // [B, L, D]
        return ops.Dropout(ops.Gru(inputs, _gru), _dropout);                                        // [B, L, D]
    }
}
