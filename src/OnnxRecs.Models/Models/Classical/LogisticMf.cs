using System.ComponentModel.DataAnnotations;
using OnnxRecs.Data;
using OnnxRecs.Numerics;
using OnnxRecs.Ops;

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
/// a step size that falls. Cost of an epoch O(likes x negatives x factors).
/// See <see cref="LikeFactors"/>.
/// </remarks>
public sealed class LogisticMf(LogisticMfOptions options, PreparedData data, WeightSet weights) : LikeFactors(options, data, weights)
{
    private protected override void Learn(FitContext context, Rng rng)
    {
        int width = options.Factors;
        float[] users = Product.Users, items = Product.Items, ofItems = Product.Biases, ofUsers = new float[Likes.UserCount];
        float bias = 0, pull = (float)options.Regularization;
        ExampleDescent.Run(context, options, Likes.Count, Likes.Count * (1.0 + options.Negatives), rng, (example, rate) =>
        {
            double loss = 0;
            int user = Likes.Users[example];
            ref float u = ref Steps.RowOf(users, user, width);
            for (int n = 0; n <= options.Negatives; n++)
            {
                int item = n == 0 ? Likes.Items[example] : rng.NextInt(Likes.ItemCount);
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
    }
}
