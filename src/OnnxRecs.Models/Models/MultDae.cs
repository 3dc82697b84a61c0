using OnnxRecs.Data;
using OnnxRecs.Ops;
using OnnxRecs.Pipeline;

namespace OnnxRecs.Models;

/// <summary>Settings of <see cref="MultDae"/>.</summary>
public sealed record MultDaeOptions : MultAutoencoderOptions;

/// <summary>Denoising autoencoder with multinomial likelihood: some items are hidden from the encoder, all are to be found.</summary>
/// <remarks>Liang et al. 2018, 2.3 and the authors' code, which has a tanh after the latent layer too. See <see cref="MultAutoencoder"/>.</remarks>
public sealed class MultDae : MultAutoencoder
{
    private readonly Weight _latent, _latentBias; // [H, Z], [Z]

    public MultDae(MultDaeOptions options, PreparedData data, WeightSet weights) : base(options, data, weights) =>
        (_latent, _latentBias) = Layer(weights, "latent", options.Hidden, options.Latent);

    public override T Loss<T>(ITrainOps<T> ops, Tensors<T> batch)
    {
        T liked = Liked(ops, batch);                                                                // [B, I]
        return Reconstruction(ops, Latent(ops, Encode(ops, liked, batch[FeedNames.Length])), liked);
    }

    protected override T Latent<T>(IOps<T> ops, T hidden) => ops.Tanh(ops.Linear(hidden, _latent, _latentBias));
}
