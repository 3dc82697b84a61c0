using System.ComponentModel.DataAnnotations;
using OnnxRecs.Data;
using OnnxRecs.Ops;
using OnnxRecs.Pipeline;

namespace OnnxRecs.Models;

/// <summary>What the settings of <see cref="Gmf"/>, <see cref="NcfMlp"/> and <see cref="NeuMf"/> have in common.</summary>
public abstract record NcfOptions : TrainingOptions
{
    protected NcfOptions() => BatchSize = 512;

    /// <summary>Unliked items drawn for each liked one.</summary>
    [Range(1, 1000)]
    [TunedRange(1, 10)]
    public int Negatives { get; init; } = 4;

    /// <summary>They are drawn with probability proportional to popularity to this power; 0: uniformly. See <see cref="NegativeSampler"/>.</summary>
    [Range(0.0, 2.0)]
    public double NegativeBeta { get; init; }

    /// <summary>Share of examples in which the user is replaced by the unknown user, so that the model can score for anybody.</summary>
    [Range(0.0, 1.0)]
    public double UnknownUserRate { get; init; } = 0.02;

    /// <summary>
    /// Learns a user's last likes more often: their extra weight halves over this share of the user's likes; 0: all are learnt as often. See
    /// <see cref="RecencySampler"/>.
    /// </summary>
    [Range(0.0, 10.0)]
    public double RecencyHalfLife { get; init; }

    internal override bool LearnsOrder => RecencyHalfLife > 0;
}

/// <summary>Neural collaborative filtering: a user and items become logits of "liked", trained on liked items and drawn ones.</summary>
/// <remarks>
/// Paper: He et al., WWW 2017, arXiv:1708.05031. The loss is the mean binary cross-entropy. An example is a liked item with its negatives, so a
/// batch of the paper's 256 is one of 51 here where 4 are drawn. We differ in: one extra user row for unknown users.
/// Shapes: B users, N items for each, U users, I items.
/// </remarks>
public abstract class NcfModel(NcfOptions options, PreparedData data, WeightSet weights)
    : RankerModel(weights, new TensorInfo(FeedNames.User, ["B"], data.UserCount + 1), new TensorInfo(FeedNames.Items, ["B", "N"], data.ItemCount)), ITrainedModel
{
    private const string Labels = "labels";

    public TrainingOptions Training => options;

    public sealed override T Run<T>(IOps<T> ops, Tensors<T> inputs) => ops.Squeeze(Logits(ops, inputs[FeedNames.User], inputs[FeedNames.Items]), -1);

    public T Loss<T>(ITrainOps<T> ops, Tensors<T> batch) => ops.SigmoidLoss(Run(ops, batch), batch[Labels]);

    public IBatcher CreateBatcher(PreparedData data, ulong seed) => new PairBatcher(data, options, seed);

    /// <summary>user [B] and items [B, N] to [B, N, 1].</summary>
    protected abstract T Logits<T>(IOps<T> ops, T user, T items);

    /// <summary>The layer that ends in the logit: [width, 1] and [1]. Its initial values are the paper's (LeCun, uniform).</summary>
    protected static (Weight Weight, Weight Bias) OutputOf(WeightSet weights, int width) =>
        (weights.Uniform("out.weight", Math.Sqrt(3.0 / width), width, 1), weights.Zeros("out.bias", 1));

    /// <summary>Each liked item with its negatives: user [B], items and labels [B, 1 + negatives].</summary>
    private sealed class PairBatcher(PreparedData data, NcfOptions options, ulong seed) : IBatcher
    {
        private readonly Interactions _positives = data.TrainPositives;
        private readonly NegativeSampler _sampler = new(data.TrainPositives, options.NegativeBeta);
        private readonly RecencySampler _likes = new(data.TrainPositives, options.RecencyHalfLife);

        public int BatchesPerEpoch => Shuffled.BatchCount(_positives.Count, options.BatchSize);

        public IEnumerable<Batch> Epoch(int epoch)
        {
            var rng = new Numerics.Rng(seed, stream: 1, (ulong)epoch);
            int width = 1 + options.Negatives;
            int[] likes = _likes.Draw(rng);
            foreach (ArraySegment<int> events in Shuffled.Batches(_positives.Count, options.BatchSize, rng))
            {
                long[] users = new long[events.Count];
                long[] items = new long[events.Count * width];
                float[] labels = new float[events.Count * width];
                for (int row = 0; row < events.Count; row++)
                {
                    int user = _positives.Users[likes[events[row]]];
                    users[row] = rng.NextDouble() < options.UnknownUserRate ? data.UserCount : user;
                    items[row * width] = _positives.Items[likes[events[row]]];
                    labels[row * width] = 1;
                    for (int n = 1; n < width; n++) items[row * width + n] = _sampler.Next(user, rng);
                }
                yield return new Batch(events.Count, new Dictionary<string, BatchColumn>
                {
                    [FeedNames.User] = new(users, users.Length),
                    [FeedNames.Items] = new(items, users.Length, width),
                    [Labels] = new(labels, users.Length, width),
                });
            }
        }
    }
}
