using OnnxRecs.Data;
using OnnxRecs.Numerics;
using OnnxRecs.Ops;
using OnnxRecs.Pipeline;

namespace OnnxRecs.Models.Classical;

/// <summary>Settings of <see cref="BiasedMf"/>.</summary>
public sealed record BiasedMfOptions : RatingFactorsOptions
{
    public BiasedMfOptions() => (Factors, Epochs, LearningRate, Regularization, BiasRegularization, Deviation) = (40, 60, 0.03, 1.05, 0.2, 0.02);
}

/// <summary>Matrix factorisation of ratings with biases.</summary>
/// <remarks>See <see cref="RatingFactors"/>. Cost of an epoch O(events x factors).</remarks>
public sealed class BiasedMf(BiasedMfOptions options, PreparedData data, WeightSet weights)
    : RatingFactors(options, data, weights, new TensorInfo(FeedNames.User, ["B"], data.UserCount + 1), new TensorInfo(FeedNames.Items, ["B", "N"], data.ItemCount))
{
    public override void Fit(FitContext context)
    {
        int width = options.Factors;
        float[] users = Product.Users, items = Product.Items;
        var rng = new Rng(context.Seed, stream: 1);
        Draw(rng);
        ExampleDescent.Run(context, options, Events.Count, Events.Count, rng, (example, rate) =>
        {
            (int user, int item) = (Events.Users[example], Events.Items[example]);
            ref float u = ref Steps.RowOf(users, user, width), v = ref Steps.RowOf(items, item, width);
            (double loss, float step) = MoveBiases(example, Steps.Dot(ref u, ref v, width), rate);
            Steps.Both(ref u, KeepOfUser(user, rate), step, ref v, KeepOfItem(item, rate), step, width);
            return loss;
        });
    }

    public override T Run<T>(IOps<T> ops, Tensors<T> inputs) =>
        Ratings(ops, inputs[FeedNames.User], Product.Vector(ops, inputs[FeedNames.User]), inputs[FeedNames.Items]);
}
