using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using OnnxRecs.Data;
using OnnxRecs.Numerics;
using OnnxRecs.Ops;
using OnnxRecs.Pipeline;

namespace OnnxRecs.Models.Classical;

/// <summary>Settings of <see cref="SvdPlusPlus"/>.</summary>
public sealed record SvdPlusPlusOptions : RatingFactorsOptions
{
    public SvdPlusPlusOptions() => (Factors, Epochs, LearningRate, Regularization, BiasRegularization, Deviation) = (40, 60, 0.03, 1.1, 0.2, 0.02);
}

/// <summary>As <see cref="BiasedMf"/>, but to a user's own vector one of each liked item is added: what somebody chose tells as well as how it was rated.</summary>
/// <remarks>
/// Koren, KDD 2008: a user's vector is p + |N|^-1/2 times the sum of y over N. See <see cref="RatingFactors"/>. We differ in: N is the history of likes, so that new users are served from
/// theirs (p and their bias are 0); with a relevance as low as the lowest rating it is all that was rated, as in the paper. Learns user by user; what the ratings of one user change in the
/// sum is given to the y after the last of them, which comes to the same as after each. Cost of an epoch O((events + likes) x factors).
/// Shapes: B users, L history length, I items, D factors.
/// </remarks>
public sealed class SvdPlusPlus : RatingFactors
{
    private readonly SvdPlusPlusOptions _options;
    private readonly LikeMatrix _likes;
    private readonly Weight _implicit; // [I, D]: y

    public SvdPlusPlus(SvdPlusPlusOptions options, PreparedData data, WeightSet weights)
        : base(
            options, data, weights,
            new TensorInfo(FeedNames.User, ["B"], data.UserCount + 1),
            new TensorInfo(FeedNames.History, ["B", "L"], data.ItemCount + 1),
            new TensorInfo(FeedNames.Items, ["B", "N"], data.ItemCount))
    {
        (_options, _likes) = (options, new LikeMatrix(data.TrainPositives));
        _implicit = weights.Fitted("implicit", data.ItemCount, options.Factors);
    }

    public override void Fit(FitContext context)
    {
        int width = _options.Factors;
        float[] items = Product.Items, before = new float[width], now = new float[width];
        var rng = new Rng(context.Seed, stream: 1);
        Draw(rng);
        int[] order = [.. Enumerable.Range(0, Events.Count)];
        ExampleDescent.Run(context, _options, Events.UserCount, Events.Count, rng, (user, rate) =>
        {
            Span<float> own = Product.OfUser(user);
            ReadOnlySpan<int> liked = _likes.ItemsOf(user);
            float norm = liked.IsEmpty ? 0 : 1 / MathF.Sqrt(liked.Length);
            own.CopyTo(before);
            foreach (int item in liked) TensorPrimitives.MultiplyAdd(ImplicitOf(item), norm, before, before);
            before.CopyTo(now, 0);
            // p and the sum of y move alike, so their sum moves twice as far.
            float both = liked.IsEmpty ? 1 : 2, keep = KeepOfUser(user, rate), kept = 1;
            ref float u = ref MemoryMarshal.GetArrayDataReference(now);
            double losses = 0;
            Span<int> examples = order.AsSpan(Events.EventsOf(user));
            rng.Shuffle(examples);
            foreach (int example in examples)
            {
                int item = Events.Items[example];
                ref float v = ref Steps.RowOf(items, item, width);
                (double loss, float step) = MoveBiases(example, Steps.Dot(ref u, ref v, width), rate);
                Steps.Both(ref u, keep, both * step, ref v, KeepOfItem(item, rate), step, width);
                kept *= keep;
                losses += loss;
            }
            TensorPrimitives.MultiplyAdd(before, -kept, now, now);
            TensorPrimitives.Multiply(now, 1 / both, now);
            Steps.Move(own, kept, now, 1);
            foreach (int item in liked) Steps.Move(ImplicitOf(item), kept, now, norm);
            return losses;
        });
    }

    public override T Run<T>(IOps<T> ops, Tensors<T> inputs)
    {
        T liked = ops.MultiHot(inputs[FeedNames.History], _likes.ItemCount);                         // [B, I]
        T count = ops.Max(ops.Sum(liked, -1, keepAxis: true), ops.Scalar(1));                        // [B, 1]
        T implied = ops.Div(ops.MatMul(liked, ops.Weight(_implicit)), ops.Sqrt(count));              // [B, D]
        return Ratings(ops, inputs[FeedNames.User], ops.Add(Product.Vector(ops, inputs[FeedNames.User]), implied), inputs[FeedNames.Items]);
    }

    private Span<float> ImplicitOf(int item) => _implicit.Values.AsSpan(item * _options.Factors, _options.Factors);
}
