using OnnxRecs.Data;
using OnnxRecs.Numerics;
using OnnxRecs.Ops;
using OnnxRecs.Pipeline;

namespace OnnxRecs.Models.Classical;

/// <summary>Matrix factorisations of likes that learn example by example: an item scores by its vector's product with the user's, plus its bias.</summary>
/// <remarks>
/// An unknown user has the mean of all users' vectors.
/// Shapes: B users, N items for each, U users, I items, D factors.
/// </remarks>
public abstract class LikeFactors : RankerModel, IFittedModel
{
    private readonly DescentOptions _options;

    private protected LikeFactors(DescentOptions options, PreparedData data, WeightSet weights)
        : base(weights, new TensorInfo(FeedNames.User, ["B"], data.UserCount + 1), new TensorInfo(FeedNames.Items, ["B", "N"], data.ItemCount))
    {
        (_options, Likes) = (options, data.TrainPositives);
        Product = new UserItemProduct(weights, data, options.Factors);
    }

    private protected Interactions Likes { get; }

    private protected UserItemProduct Product { get; }

    public void Fit(FitContext context)
    {
        var rng = new Rng(context.Seed, stream: 1);
        Product.Draw(_options.Deviation, rng);
        Learn(context, rng);
        Product.SetUnknownUser();
    }

    public override T Run<T>(IOps<T> ops, Tensors<T> inputs) => Product.Apply(ops, Product.Vector(ops, inputs[FeedNames.User]), inputs[FeedNames.Items]);

    /// <summary>Moves vectors and biases from where they were drawn.</summary>
    private protected abstract void Learn(FitContext context, Rng rng);

    /// <summary>log(1 + exp(x))</summary>
    private protected static double Softplus(float x) => Math.Max(x, 0) + Math.Log(1 + Math.Exp(-Math.Abs(x)));
}
