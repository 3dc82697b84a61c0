using System.ComponentModel.DataAnnotations;
using OnnxRecs.Data;
using OnnxRecs.Layers;
using OnnxRecs.Ops;
using OnnxRecs.Pipeline;

namespace OnnxRecs.Models;

/// <summary>Settings of <see cref="NeuMf"/>.</summary>
public sealed record NeuMfOptions : TrainingOptions
{
    public NeuMfOptions() => BatchSize = 512;

    /// <summary>Width of the user and item vectors that are multiplied (GMF).</summary>
    [Range(1, 1024)]
    public int Factors { get; init; } = 32;

    /// <summary>Widths of the MLP's layers; its embeddings have half of the first.</summary>
    [MinLength(1)]
    [Range(1, 4096)]
    public int[] Layers { get; init; } = [64, 32, 16];

    /// <summary>Unliked items drawn for each liked one.</summary>
    [Range(1, 1000)]
    public int Negatives { get; init; } = 4;

    /// <summary>They are drawn with probability proportional to popularity to this power; 0: uniformly. See <see cref="NegativeSampler"/>.</summary>
    [Range(0.0, 2.0)]
    public double NegativeBeta { get; init; }

    /// <summary>Share of examples in which the user is replaced by the unknown user, so that the model can score for anybody.</summary>
    [Range(0.0, 1.0)]
    public double UnknownUserRate { get; init; } = 0.02;
}

/// <summary>Neural matrix factorisation: a product of embeddings (GMF) and an MLP over other embeddings, joined in one logit.</summary>
/// <remarks>
/// Paper: He et al., WWW 2017, arXiv:1708.05031. An example is a liked item with its negatives. The first MLP layer is applied to the user's
/// and the item's half separately and added, which is the same as applying it to both joined, and runs once per user instead of once per
/// item. We differ in: trained from the start together, without pre-trained parts; one extra user row for unknown users.
/// Shapes: B users, N items for each, U users, I items.
/// </remarks>
public sealed class NeuMf : RankerModel, ITrainedModel
{
    private const string Labels = "labels";
    private readonly NeuMfOptions _options;
    private readonly Weight _gmfUsers, _gmfItems, _mlpUsers, _mlpItems;
    private readonly Weight _userHalf, _itemHalf, _halfBias;
    private readonly Mlp _mlp;
    private readonly Weight _out, _outBias;

    public NeuMf(NeuMfOptions options, PreparedData data, WeightSet weights)
        : base(weights, new TensorInfo(FeedNames.User, ["B"], data.UserCount + 1), new TensorInfo(FeedNames.Items, ["B", "N"], data.ItemCount))
    {
        _options = options;
        int half = Math.Max(1, options.Layers[0] / 2);
        int first = options.Layers[0];
        // 0.01 and Glorot are the paper's initial values.
        _gmfUsers = weights.Table("gmf.users", 0.01, data.UserCount + 1, options.Factors);
        _gmfItems = weights.Table("gmf.items", 0.01, data.ItemCount, options.Factors);
        _mlpUsers = weights.Table("mlp.users", 0.01, data.UserCount + 1, half);
        _mlpItems = weights.Table("mlp.items", 0.01, data.ItemCount, half);
        double bound = Math.Sqrt(6.0 / (2 * half + first));
        _userHalf = weights.Uniform("mlp.0.user", bound, half, first);
        _itemHalf = weights.Uniform("mlp.0.item", bound, half, first);
        _halfBias = weights.Zeros("mlp.0.bias", first);
        _mlp = new Mlp(weights, "mlp.rest", first, options.Layers[1..], linearEnd: false);
        int joined = options.Factors + options.Layers[^1];
        _out = weights.Uniform("out.weight", Math.Sqrt(3.0 / joined), joined, 1);
        _outBias = weights.Zeros("out.bias", 1);
    }

    public TrainingOptions Training => _options;

    public override T Run<T>(IOps<T> ops, Tensors<T> inputs)
    {
        T user = inputs[FeedNames.User];                                                             // [B]
        T items = inputs[FeedNames.Items];                                                           // [B, N]
        T product = ops.Mul(ops.Unsqueeze(ops.Lookup(_gmfUsers, user), 1), ops.Lookup(_gmfItems, items)); // [B, N, factors]
        T fromUser = ops.Linear(ops.Lookup(_mlpUsers, user), _userHalf, _halfBias);                  // [B, first]
        T fromItem = ops.MatMul(ops.Lookup(_mlpItems, items), ops.Weight(_itemHalf));                // [B, N, first]
        T hidden = _mlp.Apply(ops, ops.Relu(ops.Add(ops.Unsqueeze(fromUser, 1), fromItem)));         // [B, N, last]
        return ops.Squeeze(ops.Linear(ops.Concat(product, hidden), _out, _outBias), -1);             // [B, N]
    }

    public T Loss<T>(ITrainOps<T> ops, Tensors<T> batch) => ops.SigmoidLoss(Run(ops, batch), batch[Labels]);

    public IBatcher CreateBatcher(PreparedData data, ulong seed) => new PairBatcher(data, _options, seed);

    /// <summary>Each liked item with its negatives: user [B], items and labels [B, 1 + negatives].</summary>
    private sealed class PairBatcher(PreparedData data, NeuMfOptions options, ulong seed) : IBatcher
    {
        private readonly Interactions _positives = data.TrainPositives;
        private readonly NegativeSampler _sampler = new(data.TrainPositives, options.NegativeBeta);

        public int BatchesPerEpoch => Shuffled.BatchCount(_positives.Count, options.BatchSize);

        public IEnumerable<Batch> Epoch(int epoch)
        {
            var rng = new Numerics.Rng(seed, stream: 1, (ulong)epoch);
            int width = 1 + options.Negatives;
            foreach (ArraySegment<int> events in Shuffled.Batches(_positives.Count, options.BatchSize, rng))
            {
                long[] users = new long[events.Count];
                long[] items = new long[events.Count * width];
                float[] labels = new float[events.Count * width];
                for (int row = 0; row < events.Count; row++)
                {
                    int user = _positives.Users[events[row]];
                    users[row] = rng.NextDouble() < options.UnknownUserRate ? data.UserCount : user;
                    items[row * width] = _positives.Items[events[row]];
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
