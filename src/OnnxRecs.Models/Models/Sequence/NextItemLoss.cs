using OnnxRecs.Ops;
using OnnxRecs.Pipeline;

namespace OnnxRecs.Models.Sequence;

/// <summary>How wrong the states of sequences are about the items that came next. The score of an item is the inner product of its vector with the state.</summary>
/// <remarks>
/// softmax: cross-entropy over the catalogue, as Klenitskiy and Vasilev (RecSys 2023, arXiv:2309.07602) train SASRec.
/// sampled: the same over the targets of the batch and drawn items, less the logarithm of the chance to be among them (Yi et al., RecSys 2019); in-batch targets
/// with extra negatives are GRU4Rec's scheme (Hidasi and Karatzoglou, CIKM 2018).
/// bce: Kang and McAuley, ICDM 2018. gbce: Petrov and Macdonald, RecSys 2023, arXiv:2308.07192: the positive's logarithm counts beta times, where
/// beta = a (t (1 - 1/a) + 1/a), a = negatives / (items - 1) and t is the calibration; we draw the negatives for each sequence, not for each step.
/// bpr-max: Hidasi and Karatzoglou (2018), with the negatives of a sequence shared by its steps.
/// Shapes: B sequences of length L, D dim, M steps with a target, K negatives, C items of a sampled softmax.
/// </remarks>
internal sealed class NextItemLoss(SequenceOptions options, Weight items, Weight padding)
{
    /// <summary>[M]: row b * L + l of each step that has a target.</summary>
    public const string Positions = "positions";

    /// <summary>[M]: the item that came next; with "sampled" its place among the candidates.</summary>
    public const string Targets = "targets";

    /// <summary>[C], of "sampled".</summary>
    public const string Candidates = "candidates";

    /// <summary>[C]: minus the logarithm of the chance that a candidate is one.</summary>
    public const string Correction = "correction";

    /// <summary>[M, K] of "bce", else [B, K].</summary>
    public const string Negatives = "negatives";

    /// <param name="ops">Trains.</param>
    /// <param name="encoded">[B, L, D]</param>
    /// <param name="batch">What <see cref="TargetColumns"/> made.</param>
    public T Of<T>(ITrainOps<T> ops, T encoded, Tensors<T> batch)
    {
        T states = ops.Rows(encoded, batch[Positions]);                                                     // [M, D]
        switch (options.Loss)
        {
            case "softmax":
                return ops.SoftmaxLoss(states, ops.Weight(items), ops.Weight(padding), batch[Targets]);
            case "sampled":
                return ops.SoftmaxLoss(states, ops.Lookup(items, batch[Candidates]), batch[Correction], batch[Targets]);
            case "bce":
                T drawn = ops.Lookup(items, batch[Negatives]);                                              // [M, K, D]
                return BinaryCrossEntropy(ops, Positive(ops, states, batch), ops.Squeeze(ops.MatMul(drawn, ops.Unsqueeze(states, -1)), -1), 1);
            case "gbce":
                double share = (double)options.Negatives / (padding.Shape[0] - 2);
                double beta = options.Calibration * (share - 1) + 1;
                return BinaryCrossEntropy(ops, Positive(ops, states, batch), OfSequence(ops, encoded, batch), beta);
            default:
                return BprMax(ops, Positive(ops, states, batch), OfSequence(ops, encoded, batch));
        }
    }

    /// <summary>[M, 1]</summary>
    private T Positive<T>(ITrainOps<T> ops, T states, Tensors<T> batch) => ops.Sum(ops.Mul(states, ops.Lookup(items, batch[Targets])), -1, keepAxis: true);

    /// <summary>Scores of the items that each step's sequence has drawn: [M, K].</summary>
    private T OfSequence<T>(ITrainOps<T> ops, T encoded, Tensors<T> batch)
    {
        T drawn = ops.Transpose(ops.Lookup(items, batch[Negatives]), 0, 2, 1);                              // [B, D, K]
        return ops.Rows(ops.MatMul(encoded, drawn), batch[Positions]);
    }

    private T BinaryCrossEntropy<T>(ITrainOps<T> ops, T positive, T negative, double beta)
    {
        // Minus the logarithm of a sigmoid is a softplus.
        T wrong = ops.Sum(ops.Softplus(negative), -1, keepAxis: true);                                      // [M, 1]
        T missed = ops.Mul(ops.Softplus(ops.Sub(ops.Scalar(0), positive)), ops.Scalar((float)beta));
        return ops.Mul(ops.Mean(ops.Add(missed, wrong)), ops.Scalar(1f / (1 + options.Negatives)));
    }

    private T BprMax<T>(ITrainOps<T> ops, T positive, T negative)
    {
        T shares = ops.Softmax(negative);                                                                   // [M, K]
        T won = ops.Sum(ops.Mul(shares, ops.Sigmoid(ops.Sub(positive, negative))), -1, keepAxis: true);      // [M, 1]
        T length = ops.Sum(ops.Mul(shares, ops.Mul(negative, negative)), -1, keepAxis: true);
        T lost = ops.Sub(ops.Scalar(0), ops.Log(ops.Add(won, ops.Scalar(1e-24f))));
        return ops.Mean(ops.Add(lost, ops.Mul(length, ops.Scalar((float)options.ScoreRegularization))));
    }
}
