using System.ComponentModel.DataAnnotations;
using OnnxRecs.Data;
using OnnxRecs.Layers;
using OnnxRecs.Numerics;
using OnnxRecs.Ops;
using OnnxRecs.Pipeline;

namespace OnnxRecs.Models;

/// <summary>Settings of <see cref="TwoTower"/>.</summary>
public sealed record TwoTowerOptions : TrainingOptions
{
    public TwoTowerOptions() => LearningRate = 3e-3;

    /// <summary>Width of the embeddings and of the vectors that meet.</summary>
    [Range(1, 1024)]
    public int Dim { get; init; } = 64;

    /// <summary>How many of the newest liked items the user tower sees.</summary>
    [Range(1, 1000)]
    public int MaxLength { get; init; } = 50;

    /// <summary>Width of the hidden layer of each tower.</summary>
    [Range(1, 4096)]
    public int Hidden { get; init; } = 128;

    /// <summary>Vectors have length 1 and logits are divided by this.</summary>
    [Range(0.001, 10.0)]
    public double Temperature { get; init; } = 0.07;

    /// <summary>Share of user embeddings and history means that are dropped in training.</summary>
    [Range(0.0, 0.9)]
    public double Dropout { get; init; } = 0.2;

    /// <summary>Share of examples in which the user is replaced by the unknown user, so that a new user can be served from the history.</summary>
    [Range(0.0, 1.0)]
    public double UnknownUserRate { get; init; } = 0.1;
}

/// <summary>Two towers for retrieval: a user (id and liked items) and an item (id and genres) each become a vector of length 1.</summary>
/// <remarks>
/// Papers: Covington et al., RecSys 2016 (history in, future watch as label); Yi et al., RecSys 2019 (in-batch softmax with correction for
/// sampling frequency). An example is one liked item with the liked items before it. The softmax runs over the distinct items of the batch;
/// the correction subtracts the log of the probability that an item is among them, so there are no accidental hits.
/// Shapes: B batch, L history length, D dim, N items, I items in all, G genres. Index I is padding; histories are padded on the right.
/// </remarks>
public sealed class TwoTower : ITrainedModel
{
    private const string Bias = "bias";
    private const string Targets = "targets";
    private readonly TwoTowerOptions _options;
    private readonly UserTower _userTower;
    private readonly ItemTower _itemTower;

    public TwoTower(TwoTowerOptions options, PreparedData data, WeightSet weights)
    {
        _options = options;
        Weight items = weights.Table("items", 1 / Math.Sqrt(options.Dim), data.ItemCount + 1, options.Dim);
        _userTower = new UserTower(options, data, weights, items);
        _itemTower = new ItemTower(options, data, weights, items);
        Weights = weights.All;
    }

    public TrainingOptions Training => _options;

    public IReadOnlyList<Weight> Weights { get; }

    public IReadOnlyList<IGraph> Graphs => [_userTower, _itemTower];

    public T Loss<T>(ITrainOps<T> ops, Tensors<T> batch)
    {
        T users = ops.Div(_userTower.Run(ops, batch), ops.Scalar((float)_options.Temperature));      // [B, D]
        return ops.SoftmaxLoss(users, _itemTower.Run(ops, batch), batch[Bias], batch[Targets]);
    }

    public IBatcher CreateBatcher(PreparedData data, ulong seed) => new Batcher(data, _options, seed);

    private static T ToUnitLength<T>(IOps<T> ops, T x) =>
        ops.Div(x, ops.Sqrt(ops.Add(ops.Sum(ops.Mul(x, x), -1, keepAxis: true), ops.Scalar(1e-12f))));

    private sealed class UserTower(TwoTowerOptions options, PreparedData data, WeightSet weights, Weight items) : IGraph
    {
        private readonly Weight _users = weights.Table("users", 1 / Math.Sqrt(options.Dim), data.UserCount + 1, options.Dim);
        private readonly Mlp _mlp = new(weights, "user.mlp", 2 * options.Dim, [options.Hidden, options.Dim], linearEnd: true);

        public string Name => "user";

        public IReadOnlyList<TensorInfo> Inputs { get; } =
        [
            new(FeedNames.User, ["B"], data.UserCount + 1),
            new(FeedNames.History, ["B", "L"], data.ItemCount + 1),
            new(FeedNames.Length, ["B"], options.MaxLength + 1),
        ];

        public TensorInfo Output { get; } = new("vector", ["B", options.Dim.ToString()]);

        public T Run<T>(IOps<T> ops, Tensors<T> inputs)
        {
            T history = inputs[FeedNames.History];                                                   // [B, L]
            T length = ops.Unsqueeze(inputs[FeedNames.Length], 1);                                   // [B, 1]
            T real = ops.ToFloat(ops.Less(ops.Iota(history, 1), length));                            // [B, L]
            T shares = ops.Div(real, ops.ToFloat(ops.Max(length, ops.Index(1))));                    // [B, L]
            T mean = ops.Squeeze(ops.MatMul(ops.Unsqueeze(shares, 1), ops.Lookup(items, history)), 1); // [B, D]
            T joined = ops.Concat(ops.Lookup(_users, inputs[FeedNames.User]), mean);                 // [B, 2D]
            return ToUnitLength(ops, _mlp.Apply(ops, ops.Dropout(joined, options.Dropout)));         // [B, D]
        }
    }

    private sealed class ItemTower(TwoTowerOptions options, PreparedData data, WeightSet weights, Weight items) : IGraph
    {
        private readonly Weight _genres = weights.Fixed("item.genres", GenreShares(data), data.ItemCount, data.Catalog.GenreNames.Length);
        private readonly Weight _genreVectors = weights.Normal("item.genre_vectors", 1 / Math.Sqrt(options.Dim), data.Catalog.GenreNames.Length, options.Dim);
        private readonly Mlp _mlp = new(weights, "item.mlp", 2 * options.Dim, [options.Hidden, options.Dim], linearEnd: true);

        public string Name => "item";

        public IReadOnlyList<TensorInfo> Inputs { get; } = [new(FeedNames.Items, ["N"], data.ItemCount)];

        public TensorInfo Output { get; } = new("vectors", ["N", options.Dim.ToString()]);

        public T Run<T>(IOps<T> ops, Tensors<T> inputs)
        {
            T item = inputs[FeedNames.Items];                                                        // [N]
            T genres = ops.MatMul(ops.Lookup(_genres, item), ops.Weight(_genreVectors));             // [N, D]
            return ToUnitLength(ops, _mlp.Apply(ops, ops.Concat(ops.Lookup(items, item), genres)));  // [N, D]
        }

        /// <summary>[I, G]: each genre of an item has an equal share; zeros where none is known.</summary>
        private static float[] GenreShares(PreparedData data)
        {
            int width = data.Catalog.GenreNames.Length;
            float[] shares = new float[data.ItemCount * width];
            for (int item = 0; item < data.ItemCount; item++)
                foreach (int genre in data.Catalog.Genres[item]) shares[item * width + genre] = 1f / data.Catalog.Genres[item].Length;
            return shares;
        }
    }

    /// <summary>Users with the liked items before the target; the distinct targets as the softmax's items.</summary>
    private sealed class Batcher : IBatcher
    {
        private readonly PreparedData _data;
        private readonly Interactions _positives;
        private readonly TwoTowerOptions _options;
        private readonly ulong _seed;
        private readonly float[] _bias; // -log of the probability that an item is in a batch

        public Batcher(PreparedData data, TwoTowerOptions options, ulong seed)
        {
            (_data, _positives, _options, _seed) = (data, data.TrainPositives, options, seed);
            double[] share = new double[data.ItemCount];
            foreach (int item in _positives.Items) share[item] += 1.0 / _positives.Count;
            _bias = Array.ConvertAll(share, p => p == 0 ? 0 : (float)-Math.Log(1 - Math.Pow(1 - p, options.BatchSize)));
        }

        public int BatchesPerEpoch => Shuffled.BatchCount(_positives.Count, _options.BatchSize);

        public IEnumerable<Batch> Epoch(int epoch)
        {
            var rng = new Rng(_seed, stream: 1, (ulong)epoch);
            foreach (ArraySegment<int> events in Shuffled.Batches(_positives.Count, _options.BatchSize, rng))
            {
                int count = events.Count;
                int width = _options.MaxLength;
                long[] users = new long[count];
                long[] lengths = new long[count];
                long[] targets = new long[count];
                long[] history = new long[count * width];
                Array.Fill(history, _data.ItemCount);
                var rows = new Dictionary<int, int>();
                for (int row = 0; row < count; row++)
                {
                    int at = events[row];
                    int user = _positives.Users[at];
                    int from = Math.Max(_positives.EventsOf(user).Start.Value, at - width);
                    for (int i = from; i < at; i++) history[row * width + i - from] = _positives.Items[i];
                    lengths[row] = at - from;
                    users[row] = rng.NextDouble() < _options.UnknownUserRate ? _data.UserCount : user;
                    if (!rows.TryGetValue(_positives.Items[at], out int target)) rows.Add(_positives.Items[at], target = rows.Count);
                    targets[row] = target;
                }
                long[] items = [.. rows.OrderBy(r => r.Value).Select(r => (long)r.Key)];
                yield return new Batch(count, new Dictionary<string, BatchColumn>
                {
                    [FeedNames.User] = new(users, count),
                    [FeedNames.History] = new(history, count, width),
                    [FeedNames.Length] = new(lengths, count),
                    [FeedNames.Items] = new(items, items.Length),
                    [Bias] = new(Array.ConvertAll(items, i => _bias[i]), items.Length),
                    [Targets] = new(targets, count),
                });
            }
        }
    }
}
