using System.ComponentModel.DataAnnotations;
using OnnxRecs.Data;
using OnnxRecs.Layers;
using OnnxRecs.Models.Ratings;
using OnnxRecs.Numerics;
using OnnxRecs.Ops;
using OnnxRecs.Pipeline;

namespace OnnxRecs.Models;

/// <summary>Settings of <see cref="DeepEmbedding"/>.</summary>
public sealed record DeepEmbeddingOptions : RatedOptions
{
    /// <summary>Width of the embeddings and of the vectors that meet.</summary>
    [Range(1, 1024)]
    [TunedChoices(32, 64, 128)]
    public int Dim { get; init; } = 64;

    /// <summary>Widths of the layers between an embedding and its vector.</summary>
    [MinLength(1)]
    [Range(1, 4096)]
    public int[] Layers { get; init; } = [128];

    /// <summary>Gamma: weight of the cosine loss beside the classification's.</summary>
    [Range(0.0, 100.0)]
    [TunedRange(0.1, 2, Log = true)]
    public double Gamma { get; init; } = 0.5;

    /// <summary>Items that are not liked may have a cosine up to this at no loss.</summary>
    [Range(-1.0, 1.0)]
    [TunedRange(0, 0.5)]
    public double Margin { get; init; }

    /// <summary>Items drawn for each rated one, which count as not liked; 0: only what was rated is learnt from.</summary>
    [Range(0, 1000)]
    [TunedRange(1, 10)]
    public int Negatives { get; init; } = 4;

    /// <summary>Share of embedding values that is dropped in training.</summary>
    [Range(0.0, 0.9)]
    [TunedRange(0, 0.5)]
    public double Dropout { get; init; } = 0.2;
}

/// <summary>Users and items go through layers into one space, where what a user likes lies near: a classifier of liked or not, made fit for vector search.</summary>
/// <remarks>
/// Loss: binary cross-entropy of whether the rating reaches the relevance threshold, from a linear function of the product of the two vectors (the GMF of He
/// et al., WWW 2017), plus gamma times a cosine loss: 1 - cos where it does, max(0, cos - margin) where it does not. The classifier weighs the dimensions and
/// is left behind after training; the cosine loss makes the plain cosine, which a search goes by, tell the same. Drawn items that
/// count as not liked are our addition: what a user chose to rate says nothing about all the rest.
/// Graphs: "user" and "item", with vectors of length 1. Shapes: B users, N items, R examples, D dim, I items in all, U users; row U is the unknown user.
/// </remarks>
public sealed class DeepEmbedding : ITrainedModel
{
    private readonly DeepEmbeddingOptions _options;
    private readonly UserGraph _user;
    private readonly ItemGraph _item;
    private readonly Weight _classifier, _classifierBias;

    public DeepEmbedding(DeepEmbeddingOptions options, PreparedData data, WeightSet weights)
    {
        _options = options;
        _user = new UserGraph(options, data, weights);
        _item = new ItemGraph(options, data, weights, new ItemFacts(weights, data));
        _classifier = weights.Ones("classifier.weight", options.Dim, 1);
        _classifierBias = weights.Zeros("classifier.bias", 1);
        Weights = weights.All;
    }

    public TrainingOptions Training => _options;

    public IReadOnlyList<Weight> Weights { get; }

    public IReadOnlyList<IGraph> Graphs => [_user, _item];

    public T Loss<T>(ITrainOps<T> ops, Tensors<T> batch)
    {
        T liked = batch[RatedBatcher.Liked];                                                         // [R, 1]
        T user = _user.Project(ops, batch[FeedNames.User]);                                          // [R, D]
        T item = _item.Project(ops, batch[FeedNames.Items], batch[RatedBatcher.Kept]);               // [R, D]
        T classification = ops.SigmoidLoss(ops.Linear(ops.Mul(user, item), _classifier, _classifierBias), liked);

        T cosine = ops.Sum(ops.Mul(UnitLength.Apply(ops, user), UnitLength.Apply(ops, item)), -1, keepAxis: true); // [R, 1]
        T near = ops.Mul(liked, ops.Sub(ops.Scalar(1), cosine));
        T far = ops.Mul(ops.Sub(ops.Scalar(1), liked), ops.Relu(ops.Sub(cosine, ops.Scalar((float)_options.Margin))));
        return ops.Add(classification, ops.Mul(ops.Mean(ops.Add(near, far)), ops.Scalar((float)_options.Gamma)));
    }

    public IBatcher CreateBatcher(PreparedData data, ulong seed) => new Batcher(data, _options, seed);

    private sealed class UserGraph(DeepEmbeddingOptions options, PreparedData data, WeightSet weights) : IGraph
    {
        private readonly Weight _users = Glorot.Table(weights, "users", data.UserCount + 1, options.Dim);
        private readonly Mlp _layers = new(weights, "user.mlp", options.Dim, [.. options.Layers, options.Dim], linearEnd: true);

        public string Name => "user";

        public IReadOnlyList<TensorInfo> Inputs { get; } = [new(FeedNames.User, ["B"], data.UserCount + 1)];

        public TensorInfo Output { get; } = new("vector", ["B", options.Dim.ToString()]);

        public T Run<T>(IOps<T> ops, Tensors<T> inputs) => UnitLength.Apply(ops, Project(ops, inputs[FeedNames.User]));

        /// <summary>[B] to [B, D], of any length</summary>
        public T Project<T>(IOps<T> ops, T user) => _layers.Apply(ops, ops.Dropout(ops.Lookup(_users, user), options.Dropout));
    }

    private sealed class ItemGraph(DeepEmbeddingOptions options, PreparedData data, WeightSet weights, ItemFacts facts) : IGraph
    {
        private readonly ItemVectors _items = ItemVectors.Create(weights, "items", facts, options.Dim);
        private readonly Mlp _layers = new(weights, "item.mlp", options.Dim, [.. options.Layers, options.Dim], linearEnd: true);

        public string Name => "item";

        public IReadOnlyList<TensorInfo> Inputs { get; } = [new(FeedNames.Items, ["N"], data.ItemCount)];

        public TensorInfo Output { get; } = new("vectors", ["N", options.Dim.ToString()]);

        public T Run<T>(IOps<T> ops, Tensors<T> inputs)
        {
            T items = inputs[FeedNames.Items];
            return UnitLength.Apply(ops, Project(ops, items, facts.Rated(ops, items)));
        }

        /// <summary>[N] and whether they are rated [N, 1] to [N, D], of any length</summary>
        public T Project<T>(IOps<T> ops, T items, T rated) => _layers.Apply(ops, ops.Dropout(_items.Apply(ops, items, rated), options.Dropout));
    }

    /// <summary>Every training event, and after each liked one the items that are drawn for its user: user and items [R], liked and kept [R, 1].</summary>
    private sealed class Batcher(PreparedData data, DeepEmbeddingOptions options, ulong seed) : IBatcher
    {
        private readonly Interactions _events = data.Split.Train;
        private readonly NegativeSampler _sampler = new(data.TrainPositives);

        public int BatchesPerEpoch => Shuffled.BatchCount(_events.Count, options.BatchSize);

        public IEnumerable<Batch> Epoch(int epoch)
        {
            var rng = new Rng(seed, stream: 1, (ulong)epoch);
            foreach (ArraySegment<int> events in Shuffled.Batches(_events.Count, options.BatchSize, rng))
            {
                var rows = new List<(long User, long Item, bool Liked)>(events.Count * (1 + options.Negatives));
                foreach (int at in events)
                {
                    int user = _events.Users[at];
                    long asked = rng.NextDouble() < options.UnknownUserRate ? data.UserCount : user;
                    bool liked = _events.Values[at] >= data.Relevance;
                    rows.Add((asked, _events.Items[at], liked));
                    for (int n = 0; liked && n < options.Negatives; n++) rows.Add((asked, _sampler.Next(user, rng), false));
                }
                yield return new Batch(events.Count, new Dictionary<string, BatchColumn>
                {
                    [FeedNames.User] = new(rows.Select(row => row.User).ToArray(), rows.Count),
                    [FeedNames.Items] = new(rows.Select(row => row.Item).ToArray(), rows.Count),
                    [RatedBatcher.Liked] = new(rows.Select(row => row.Liked ? 1f : 0f).ToArray(), rows.Count, 1),
                    [RatedBatcher.Kept] = new(rows.Select(_ => rng.NextDouble() < options.UnratedItemRate ? 0f : 1f).ToArray(), rows.Count, 1),
                });
            }
        }
    }
}
