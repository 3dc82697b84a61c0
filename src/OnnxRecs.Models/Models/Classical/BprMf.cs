using System.ComponentModel.DataAnnotations;
using System.Numerics.Tensors;
using OnnxRecs.Data;
using OnnxRecs.Numerics;
using OnnxRecs.Ops;

namespace OnnxRecs.Models.Classical;

/// <summary>Settings of <see cref="BprMf"/>.</summary>
public sealed record BprMfOptions : DescentOptions
{
    public BprMfOptions() => (Epochs, LearningRate, Regularization) = (64, 0.05, 0.01);

    /// <summary>Pairs of each like with a drawn item that the user does not like.</summary>
    [Range(1, 1000)]
    [TunedRange(1, 8, Log = true)]
    public int Negatives { get; init; } = 1;
}

/// <summary>Bayesian personalised ranking: of a liked item and another one the liked one shall have the higher score.</summary>
/// <remarks>
/// Paper: Rendle et al., UAI 2009, arXiv:1205.2618. Loss: softplus of minus the difference of the scores. The other item is drawn uniformly. We differ
/// in: a step size that falls. Cost of an epoch O(likes x negatives x factors).
/// See <see cref="LikeFactors"/>.
/// </remarks>
public sealed class BprMf(BprMfOptions options, PreparedData data, WeightSet weights) : LikeFactors(options, data, weights)
{
    private protected override void Learn(FitContext context, Rng rng)
    {
        var negatives = new NegativeSampler(Likes);
        float pull = (float)options.Regularization;
        float[] difference = new float[options.Factors];
        ExampleDescent.Run(context, options, Likes.Count, Likes.Count * (double)options.Negatives, rng, (example, rate) =>
        {
            double loss = 0;
            Span<float> user = Product.OfUser(Likes.Users[example]), liked = Product.OfItem(Likes.Items[example]);
            ref float ofLiked = ref Product.Biases[Likes.Items[example]];
            for (int n = 0; n < options.Negatives; n++)
            {
                int drawn = negatives.Next(Likes.Users[example], rng);
                Span<float> other = Product.OfItem(drawn);
                ref float ofOther = ref Product.Biases[drawn];
                TensorPrimitives.Subtract(liked, other, difference);
                float lead = ofLiked - ofOther + TensorPrimitives.Dot<float>(user, difference);
                float step = rate / (1 + MathF.Exp(lead)), keep = 1 - rate * pull;
                loss += Softplus(-lead);
                Steps.Move(liked, keep, user, step);
                Steps.Move(other, keep, user, -step);
                Steps.Move(user, keep, difference, step);
                ofLiked = keep * ofLiked + step;
                ofOther = keep * ofOther - step;
            }
            return loss;
        });
    }
}
