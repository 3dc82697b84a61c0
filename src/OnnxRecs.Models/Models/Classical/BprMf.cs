using System.ComponentModel.DataAnnotations;
using System.Numerics.Tensors;
using OnnxRecs.Data;
using OnnxRecs.Numerics;
using OnnxRecs.Ops;
using OnnxRecs.Pipeline;

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
/// in: a step size that falls. Cost of an epoch O(likes x negatives x factors). An unknown user has the mean of all users' vectors.
/// Shapes: B users, N items for each, U users, I items, D factors.
/// </remarks>
public sealed class BprMf : RankerModel, IFittedModel
{
    private readonly BprMfOptions _options;
    private readonly Interactions _likes;
    private readonly UserItemProduct _product;

    public BprMf(BprMfOptions options, PreparedData data, WeightSet weights)
        : base(weights, new TensorInfo(FeedNames.User, ["B"], data.UserCount + 1), new TensorInfo(FeedNames.Items, ["B", "N"], data.ItemCount))
    {
        (_options, _likes) = (options, data.TrainPositives);
        _product = new UserItemProduct(weights, data, options.Factors);
    }

    public void Fit(FitContext context)
    {
        int width = _options.Factors;
        var rng = new Rng(context.Seed, stream: 1);
        _product.Draw(_options.Deviation, rng);
        var negatives = new NegativeSampler(_likes);
        float pull = (float)_options.Regularization;
        float[] difference = new float[width];
        ExampleDescent.Run(context, _options, _likes.Count, _likes.Count * (double)_options.Negatives, rng, (example, rate) =>
        {
            double loss = 0;
            Span<float> user = _product.OfUser(_likes.Users[example]), liked = _product.OfItem(_likes.Items[example]);
            ref float ofLiked = ref _product.Biases[_likes.Items[example]];
            for (int n = 0; n < _options.Negatives; n++)
            {
                int drawn = negatives.Next(_likes.Users[example], rng);
                Span<float> other = _product.OfItem(drawn);
                ref float ofOther = ref _product.Biases[drawn];
                TensorPrimitives.Subtract(liked, other, difference);
                float lead = ofLiked - ofOther + TensorPrimitives.Dot<float>(user, difference);
                float step = rate / (1 + MathF.Exp(lead)), keep = 1 - rate * pull;
                loss += Math.Max(-lead, 0) + Math.Log(1 + Math.Exp(-Math.Abs(lead)));
                Steps.Move(liked, keep, user, step);
                Steps.Move(other, keep, user, -step);
                Steps.Move(user, keep, difference, step);
                ofLiked = keep * ofLiked + step;
                ofOther = keep * ofOther - step;
            }
            return loss;
        });
        _product.SetUnknownUser();
    }

    public override T Run<T>(IOps<T> ops, Tensors<T> inputs) => _product.Apply(ops, _product.Vector(ops, inputs[FeedNames.User]), inputs[FeedNames.Items]);
}
