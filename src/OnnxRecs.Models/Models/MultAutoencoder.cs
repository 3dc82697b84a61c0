using System.ComponentModel.DataAnnotations;
using OnnxRecs.Data;
using OnnxRecs.Numerics;
using OnnxRecs.Ops;
using OnnxRecs.Pipeline;

namespace OnnxRecs.Models;

/// <summary>What the settings of <see cref="MultVae"/> and <see cref="MultDae"/> have in common.</summary>
public abstract record MultAutoencoderOptions : TrainingOptions
{
    // The paper's batches of 500 are for a hundred thousand users; scores between epochs vary, so patience is long.
    protected MultAutoencoderOptions() => (BatchSize, LearningRate, Patience, Epochs) = (100, 5e-4, 10, 60);

    /// <summary>Width of the layer before the latent one, and of the one after it.</summary>
    [Range(1, 8192)]
    [TunedChoices(200, 400, 600)]
    public int Hidden { get; init; } = 600;

    /// <summary>Width of the latent layer.</summary>
    [Range(1, 8192)]
    [TunedChoices(50, 100, 200)]
    public int Latent { get; init; } = 200;

    /// <summary>How many of the newest liked items are read; in training, longer histories are cut into windows of this length.</summary>
    [Range(1, 100_000)]
    public int MaxLength { get; init; } = 1000;

    /// <summary>Share of a window's items that are hidden from the encoder in training.</summary>
    [Range(0.0, 0.95)]
    [TunedRange(0.2, 0.8)]
    public double Dropout { get; init; } = 0.5;
}

/// <summary>All items that a user likes become a short vector, and that a distribution over all items; items score by their logits.</summary>
/// <remarks>
/// Paper: Liang et al., WWW 2018, arXiv:1802.05814. Layers: items, hidden, latent, hidden, items, with tanh after the hidden ones. The loss is the mean
/// over examples of the negative log-likelihood of all their items under one multinomial. Needs no user id, so it serves new users from their
/// history; without any, scores are what the biases say. Cost of a query O(items x hidden), then O(hidden) for each score.
/// We differ in: an example is a user only up to a length, which bounds what a query may cost; a longer history is several.
/// Shapes: B users, L history length, N items for each, I items in all, H hidden, Z latent. Index I is padding.
/// </remarks>
public abstract class MultAutoencoder : RankerModel, ITrainedModel
{
    private readonly MultAutoencoderOptions _options;
    private readonly int _itemCount;
    private readonly Weight _encoder, _encoderBias; // [I, H], [H]
    private readonly Weight _decoder, _decoderBias; // [Z, H], [H]
    private readonly Weight _items, _itemBias; // [I, H], [I]

    protected MultAutoencoder(MultAutoencoderOptions options, PreparedData data, WeightSet weights)
        : base(
            weights,
            new TensorInfo(FeedNames.History, ["B", "L"], data.ItemCount + 1),
            new TensorInfo(FeedNames.Length, ["B"], options.MaxLength + 1L),
            new TensorInfo(FeedNames.Items, ["B", "N"], data.ItemCount))
    {
        _options = options;
        _itemCount = data.ItemCount;
        (_encoder, _encoderBias) = Layer(weights, "encoder", data.ItemCount, options.Hidden);
        (_decoder, _decoderBias) = Layer(weights, "decoder", options.Latent, options.Hidden);
        (_items, _itemBias) = (weights.Uniform("items.weight", Bound(data.ItemCount, options.Hidden), data.ItemCount, options.Hidden), weights.Zeros("items.bias", data.ItemCount));
    }

    public TrainingOptions Training => _options;

    public sealed override T Run<T>(IOps<T> ops, Tensors<T> inputs)
    {
        T items = inputs[FeedNames.Items];                                                          // [B, N]
        T hidden = Decode(ops, Latent(ops, Encode(ops, Liked(ops, inputs), inputs[FeedNames.Length]))); // [B, H]
        T products = ops.Squeeze(ops.MatMul(ops.Lookup(_items, items), ops.Unsqueeze(hidden, -1)), -1); // [B, N]
        return ops.Add(products, ops.Lookup(_itemBias, items));
    }

    public abstract T Loss<T>(ITrainOps<T> ops, Tensors<T> batch);

    public virtual IBatcher CreateBatcher(PreparedData data, ulong seed) => new WindowBatcher(data, _options, seed);

    /// <summary>A layer of Glorot's initial values: [inputs, width] and [width].</summary>
    protected static (Weight Weight, Weight Bias) Layer(WeightSet weights, string name, int inputs, int width) =>
        (weights.Uniform($"{name}.weight", Bound(inputs, width), inputs, width), weights.Zeros($"{name}.bias", width));

    /// <summary>hidden [B, H] to [B, Z], without noise.</summary>
    protected abstract T Latent<T>(IOps<T> ops, T hidden);

    /// <summary>history [B, L] to zeros and ones [B, I]</summary>
    protected T Liked<T>(IOps<T> ops, Tensors<T> inputs) => ops.MultiHot(inputs[FeedNames.History], _itemCount);

    /// <summary>liked [B, I] and length [B] to [B, H]; the zeros and ones of a user are scaled to a vector of length 1, or shorter where the history repeats items.</summary>
    protected T Encode<T>(IOps<T> ops, T liked, T length)
    {
        T count = ops.ToFloat(ops.Max(ops.Unsqueeze(length, 1), ops.Index(1)));                     // [B, 1]
        T unit = ops.Div(liked, ops.Sqrt(count));
        return ops.Tanh(ops.Linear(ops.Dropout(unit, _options.Dropout), _encoder, _encoderBias));
    }

    /// <summary>Mean over users of minus the log-likelihood of what they like: latent [B, Z], liked [B, I].</summary>
    protected T Reconstruction<T>(ITrainOps<T> ops, T latent, T liked)
    {
        T logits = ops.Add(ops.MatMul(Decode(ops, latent), ops.Transpose(ops.Weight(_items), 1, 0)), ops.Weight(_itemBias)); // [B, I]
        T likelihoods = ops.Sum(ops.Mul(ops.LogSoftmax(logits), liked), -1, keepAxis: false);       // [B]
        return ops.Sub(ops.Scalar(0), ops.Mean(likelihoods));
    }

    private static double Bound(int inputs, int width) => Math.Sqrt(6.0 / (inputs + width));

    private T Decode<T>(IOps<T> ops, T latent) => ops.Tanh(ops.Linear(latent, _decoder, _decoderBias)); // [B, H]

    /// <summary>Windows of what users like: history [B, L] and its length [B].</summary>
    private sealed class WindowBatcher : IBatcher
    {
        private readonly Interactions _positives;
        private readonly int _batchSize;
        private readonly ulong _seed;
        private readonly List<(int From, int Length)> _windows = []; // into the columns of the positives

        public WindowBatcher(PreparedData data, MultAutoencoderOptions options, ulong seed)
        {
            (_positives, _batchSize, _seed) = (data.TrainPositives, options.BatchSize, seed);
            for (int user = 0; user < _positives.UserCount; user++)
            {
                (int from, int count) = _positives.EventsOf(user).GetOffsetAndLength(_positives.Count);
                // From the end, so that the newest items fill whole windows.
                for (int end = from + count; end > from; end -= options.MaxLength) _windows.Add((Math.Max(from, end - options.MaxLength), Math.Min(end - from, options.MaxLength)));
            }
        }

        public int BatchesPerEpoch => Shuffled.BatchCount(_windows.Count, _batchSize);

        public IEnumerable<Batch> Epoch(int epoch)
        {
            var rng = new Rng(_seed, stream: 1, (ulong)epoch);
            foreach (ArraySegment<int> chosen in Shuffled.Batches(_windows.Count, _batchSize, rng))
            {
                int longest = chosen.Max(w => _windows[w].Length);
                long[] history = new long[chosen.Count * longest];
                long[] lengths = new long[chosen.Count];
                Array.Fill(history, _positives.ItemCount);
                for (int row = 0; row < chosen.Count; row++)
                {
                    (int from, int length) = _windows[chosen[row]];
                    for (int i = 0; i < length; i++) history[row * longest + i] = _positives.Items[from + i];
                    lengths[row] = length;
                }
                yield return new Batch(chosen.Count, new Dictionary<string, BatchColumn>
                {
                    [FeedNames.History] = new(history, chosen.Count, longest),
                    [FeedNames.Length] = new(lengths, chosen.Count),
                });
            }
        }
    }
}
