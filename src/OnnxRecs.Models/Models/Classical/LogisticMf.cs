using System.ComponentModel.DataAnnotations;
using OnnxRecs.Data;
using OnnxRecs.Numerics;
using OnnxRecs.Ops;
using OnnxRecs.Pipeline;

namespace OnnxRecs.Models.Classical;

/// <summary>Settings of <see cref="LogisticMf"/>.</summary>
public sealed record LogisticMfOptions : DescentOptions
{
    /// <summary>Items drawn for each like, uniformly; they may be liked ones.</summary>
    [Range(1, 1000)]
    [TunedRange(2, 16, Log = true)]
    public int Negatives { get; init; } = 8;
}

/// <summary>Logistic matrix factorisation: the logit of a like is the product of a user's and an item's vector plus biases.</summary>
/// <remarks>
/// Trained by plain stochastic gradient descent, example by example, on likes and drawn items, as Rendle et al., RecSys 2020, arXiv:2005.09683. We differ in:
/// a step size that falls. Cost of an epoch O(likes x negatives x factors). An unknown user has the mean of all users' vectors.
/// Shapes: B users, N items for each, U users, I items, D factors.
/// </remarks>
public sealed class LogisticMf : RankerModel, IFittedModel
{
    private readonly LogisticMfOptions _options;
    private readonly Interactions _likes;
    private readonly UserItemProduct _product;

    public LogisticMf(LogisticMfOptions options, PreparedData data, WeightSet weights)
        : base(weights, new TensorInfo(FeedNames.User, ["B"], data.UserCount + 1), new TensorInfo(FeedNames.Items, ["B", "N"], data.ItemCount))
    {
        (_options, _likes) = (options, data.TrainPositives);
        _product = new UserItemProduct(weights, data, options.Factors);
    }

    public void Fit(FitContext context)
    {
        int width = _options.Factors;
        float[] users = _product.Users, items = _product.Items, ofItems = _product.Biases;
        var rng = new Rng(context.Seed, stream: 1);
        _product.Draw(_options.Deviation, rng);
        float[] ofUsers = new float[_likes.UserCount];
        float bias = 0, pull = (float)_options.Regularization;
        ExampleDescent.Run(context, _options, _likes.Count, _likes.Count * (1.0 + _options.Negatives), rng, (example, rate) =>
        {
            double loss = 0;
            int user = _likes.Users[example];
            ref float u = ref Steps.RowOf(users, user, width);
            for (int n = 0; n <= _options.Negatives; n++)
            {
                int item = n == 0 ? _likes.Items[example] : rng.NextInt(_likes.ItemCount);
                ref float v = ref Steps.RowOf(items, item, width);
                float logit = bias + ofUsers[user] + ofItems[item] + Steps.Dot(ref u, ref v, width);
                float error = 1 / (1 + MathF.Exp(-logit)) - (n == 0 ? 1 : 0);
                loss += Softplus(n == 0 ? -logit : logit);
                Steps.Both(ref u, 1 - rate * pull, -rate * error, ref v, 1 - rate * pull, -rate * error, width);
                bias -= rate * (error + pull * bias);
                ofUsers[user] -= rate * (error + pull * ofUsers[user]);
                ofItems[item] -= rate * (error + pull * ofItems[item]);
            }
            return loss;
        });
        _product.SetUnknownUser();
    }

    /// <inheritdoc/>
    /// <remarks>Without the user's bias, which is the same for all items.</remarks>
    public override T Run<T>(IOps<T> ops, Tensors<T> inputs) => _product.Apply(ops, _product.Vector(ops, inputs[FeedNames.User]), inputs[FeedNames.Items]);

    private static double Softplus(float x) => Math.Max(x, 0) + Math.Log(1 + Math.Exp(-Math.Abs(x)));
}
