using System.ComponentModel.DataAnnotations;
using OnnxRecs.Data;
using OnnxRecs.Ops;
using OnnxRecs.Pipeline;

namespace OnnxRecs.Models;

/// <summary>Settings of <see cref="MultVae"/>.</summary>
public sealed record MultVaeOptions : MultAutoencoderOptions
{
    /// <summary>Weight of the divergence from the prior, once it has grown.</summary>
    [Range(0.0, 10.0)]
    [TunedRange(0.02, 1, Log = true)]
    public double Beta { get; init; } = 0.2;

    /// <summary>Epochs over which that weight grows from 0, step by step; the paper's 40,000 steps are 171 epochs of its data.</summary>
    [Range(0, 10_000)]
    public int AnnealEpochs { get; init; } = 20;
}

/// <summary>Variational autoencoder with multinomial likelihood: the latent vector is drawn from a normal distribution that the items give.</summary>
/// <remarks>
/// Liang et al. 2018, 2.2. Loss: reconstruction plus weight x KL(N(mean, variance) || N(0, 1)), where the weight is annealed (2.2.2). An export takes the mean.
/// We differ in: annealing is counted in epochs, so that it does not hang on the number of users or the batch size. See <see cref="MultAutoencoder"/>.
/// </remarks>
public sealed class MultVae : MultAutoencoder
{
    private const string KlWeight = "kl_weight";
    private readonly MultVaeOptions _options;
    private readonly Weight _mean, _meanBias; // [H, Z], [Z]
    private readonly Weight _logVariance, _logVarianceBias; // [H, Z], [Z]

    public MultVae(MultVaeOptions options, PreparedData data, WeightSet weights) : base(options, data, weights)
    {
        _options = options;
        (_mean, _meanBias) = Layer(weights, "mean", options.Hidden, options.Latent);
        (_logVariance, _logVarianceBias) = Layer(weights, "log_variance", options.Hidden, options.Latent);
    }

    public override T Loss<T>(ITrainOps<T> ops, Tensors<T> batch)
    {
        T liked = Liked(ops, batch);                                                                // [B, I]
        T hidden = Encode(ops, liked, batch[FeedNames.Length]);                                                              // [B, H]
        T mean = Latent(ops, hidden), logVariance = ops.Linear(hidden, _logVariance, _logVarianceBias); // [B, Z]
        T deviation = ops.Exp(ops.Mul(ops.Scalar(0.5f), logVariance));
        T latent = ops.Add(mean, ops.Mul(deviation, ops.Normal(mean)));
        // KL = 1/2 sum(mean^2 + variance - 1 - log variance)
        T excess = ops.Sub(ops.Add(ops.Mul(mean, mean), ops.Exp(logVariance)), ops.Add(ops.Scalar(1), logVariance));
        T divergence = ops.Mul(ops.Scalar(0.5f), ops.Mean(ops.Sum(excess, -1, keepAxis: false)));
        return ops.Add(Reconstruction(ops, latent, liked), ops.Mul(ops.Squeeze(batch[KlWeight], 0), divergence));
    }

    public override IBatcher CreateBatcher(PreparedData data, ulong seed) => new AnnealedBatcher(base.CreateBatcher(data, seed), _options);

    protected override T Latent<T>(IOps<T> ops, T hidden) => ops.Linear(hidden, _mean, _meanBias);

    /// <summary>Adds the weight of the divergence to each batch, which follows from its number alone: a resumed run needs no state.</summary>
    private sealed class AnnealedBatcher(IBatcher users, MultVaeOptions options) : IBatcher
    {
        public int BatchesPerEpoch => users.BatchesPerEpoch;

        public IEnumerable<Batch> Epoch(int epoch) => users.Epoch(epoch).Select((batch, i) =>
        {
            double epochs = epoch + (double)i / BatchesPerEpoch;
            float weight = (float)(options.Beta * (epochs < options.AnnealEpochs ? epochs / options.AnnealEpochs : 1));
            return batch with { Columns = new Dictionary<string, BatchColumn>(batch.Columns) { [KlWeight] = new(new[] { weight }, 1) } };
        });
    }
}
