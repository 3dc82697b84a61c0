using System.ComponentModel.DataAnnotations;
using OnnxRecs.Data;
using OnnxRecs.Numerics;
using OnnxRecs.Ops;
using OnnxRecs.Pipeline;

namespace OnnxRecs.Models;

/// <summary>Settings of <see cref="GruRanker"/>.</summary>
public sealed record GruRankerOptions : TrainingOptions
{
    // A GRU first learns popularity and stays there for some epochs: small batches, a large step and patience carry it over.
    // After fifteen epochs what is still gained is within the noise of the validation.
    public GruRankerOptions() => (BatchSize, LearningRate, Patience, Epochs) = (32, 5e-3, 5, 15);

    /// <summary>Width of the item vectors and of the state.</summary>
    [Range(1, 1024)]
    public int Dim { get; init; } = 64;

    /// <summary>Longer histories are cut into windows of this length.</summary>
    [Range(2, 1000)]
    public int MaxLength { get; init; } = 50;

    /// <summary>Share of input and state values that are dropped in training.</summary>
    [Range(0.0, 0.9)]
    public double Dropout { get; init; } = 0.2;
}

/// <summary>A recurrent next-item model: liked items in, one state out; items are scored by inner product with it.</summary>
/// <remarks>
/// Papers: Hidasi et al., ICLR 2016, arXiv:1511.06939; Hidasi and Karatzoglou, CIKM 2018. We differ in: the loss is a softmax over the whole
/// catalogue, not over sampled items, and input and output share one table. An example is a window of one user's history; every step of
/// it predicts the next. Needs no user id, so it serves new users from their history alone; without any history all scores are 0.
/// Shapes: B batch, L history length, D dim, N items. Index I is padding; histories are padded on the right.
/// </remarks>
public sealed class GruRanker : RankerModel, ITrainedModel
{
    private const string Positions = "positions";
    private const string Targets = "targets";
    private readonly GruRankerOptions _options;
    private readonly Weight _items; // [I + 1, D]
    private readonly Weight _noBias; // [I + 1]: keeps the padding row out of the softmax
    private readonly GruWeights _gru;

    public GruRanker(GruRankerOptions options, PreparedData data, WeightSet weights)
        : base(
            weights,
            new TensorInfo(FeedNames.History, ["B", "L"], data.ItemCount + 1),
            new TensorInfo(FeedNames.Length, ["B"], options.MaxLength + 1),
            new TensorInfo(FeedNames.Items, ["B", "N"], data.ItemCount))
    {
        _options = options;
        int dim = options.Dim;
        double bound = 1 / Math.Sqrt(dim);
        _items = weights.Normal("items", bound / 2, data.ItemCount + 1, dim);
        float[] bias = new float[data.ItemCount + 1];
        bias[^1] = -1e9f;
        _noBias = weights.Fixed("padding", bias, data.ItemCount + 1);
        _gru = new GruWeights(
            weights.Uniform("gru.input", bound, dim, 3 * dim), weights.Uniform("gru.recurrent", bound, dim, 3 * dim),
            weights.Zeros("gru.input_bias", 3 * dim), weights.Zeros("gru.recurrent_bias", 3 * dim));
    }

    public TrainingOptions Training => _options;

    public override T Run<T>(IOps<T> ops, Tensors<T> inputs)
    {
        T length = inputs[FeedNames.Length];                                                        // [B]
        T last = ops.Max(ops.Sub(length, ops.Index(1)), ops.Index(0));
        T state = ops.StepAt(Encode(ops, inputs[FeedNames.History]), last);                         // [B, D]
        T known = ops.Unsqueeze(ops.ToFloat(ops.Less(ops.Index(0), length)), 1);                    // [B, 1]
        T query = ops.Unsqueeze(ops.Mul(state, known), -1);                                         // [B, D, 1]
        return ops.Squeeze(ops.MatMul(ops.Lookup(_items, inputs[FeedNames.Items]), query), -1);     // [B, N]
    }

    public T Loss<T>(ITrainOps<T> ops, Tensors<T> batch)
    {
        T states = ops.Rows(Encode(ops, batch[FeedNames.History]), batch[Positions]);               // [M, D]
        return ops.SoftmaxLoss(states, ops.Weight(_items), ops.Weight(_noBias), batch[Targets]);
    }

    public IBatcher CreateBatcher(PreparedData data, ulong seed) => new WindowBatcher(data, _options, seed);

    private T Encode<T>(IOps<T> ops, T history)
    {
        T inputs = ops.Dropout(ops.Lookup(_items, history), _options.Dropout);                      // [B, L, D]
        return ops.Dropout(ops.Gru(inputs, _gru), _options.Dropout);                                // [B, L, D]
    }

    /// <summary>Windows: history [B, L], and for every real step its position b * L + l and the item that came next.</summary>
    private sealed class WindowBatcher : IBatcher
    {
        private readonly Interactions _positives;
        private readonly GruRankerOptions _options;
        private readonly ulong _seed;
        private readonly List<(int From, int Length)> _windows = []; // into the columns of the positives; one item more than there are steps

        public WindowBatcher(PreparedData data, GruRankerOptions options, ulong seed)
        {
            (_positives, _options, _seed) = (data.TrainPositives, options, seed);
            for (int user = 0; user < _positives.UserCount; user++)
            {
                (int from, int count) = _positives.EventsOf(user).GetOffsetAndLength(_positives.Count);
                // From the end, so that the newest events fill whole windows; neighbouring windows share the item between them.
                for (int end = from + count; end - from >= 2; end -= options.MaxLength)
                {
                    int start = Math.Max(from, end - options.MaxLength - 1);
                    _windows.Add((start, end - start));
                }
            }
        }

        public int BatchesPerEpoch => Shuffled.BatchCount(_windows.Count, _options.BatchSize);

        public IEnumerable<Batch> Epoch(int epoch)
        {
            var rng = new Rng(_seed, stream: 1, (ulong)epoch);
            foreach (ArraySegment<int> chosen in Shuffled.Batches(_windows.Count, _options.BatchSize, rng))
            {
                int length = chosen.Max(w => _windows[w].Length) - 1;
                long[] history = new long[chosen.Count * length];
                Array.Fill(history, _positives.ItemCount);
                var positions = new List<long>(history.Length);
                var targets = new List<long>(history.Length);
                for (int row = 0; row < chosen.Count; row++)
                {
                    (int from, int count) = _windows[chosen[row]];
                    for (int step = 0; step < count - 1; step++)
                    {
                        history[row * length + step] = _positives.Items[from + step];
                        positions.Add(row * length + step);
                        targets.Add(_positives.Items[from + step + 1]);
                    }
                }
                yield return new Batch(chosen.Count, new Dictionary<string, BatchColumn>
                {
                    [FeedNames.History] = new(history, chosen.Count, length),
                    [Positions] = new(positions.ToArray(), positions.Count),
                    [Targets] = new(targets.ToArray(), targets.Count),
                });
            }
        }
    }
}
