using System.ComponentModel.DataAnnotations;
using System.Numerics.Tensors;
using OnnxRecs.Data;
using OnnxRecs.Models.Ratings;
using OnnxRecs.Numerics;
using OnnxRecs.Ops;
using OnnxRecs.Pipeline;

namespace OnnxRecs.Models.Classical;

/// <summary>Settings of <see cref="BayesianMf"/>.</summary>
public sealed record BayesianMfOptions
{
    /// <summary>Width of the vectors of one sample.</summary>
    [Range(1, 256)]
    [TunedRange(4, 64, Log = true)]
    public int Factors { get; init; } = 10;

    /// <summary>Samples whose predictions are averaged; each is kept, so the file grows with them.</summary>
    [Range(1, 10_000)]
    public int Samples { get; init; } = 200;

    /// <summary>Samples drawn before those, while the chain still moves away from where it began.</summary>
    [Range(0, 100_000)]
    public int BurnIn { get; init; } = 50;
}

/// <summary>Predicts ratings as the mean over many factorisations, each drawn from the posterior by Gibbs sampling: no regularisation to be chosen.</summary>
/// <remarks>
/// Salakhutdinov and Mnih, ICML 2008: normal ratings, vectors with a normal prior, one for all users and one for all items, whose mean and precision have a normal-Wishart prior (their
/// values: mean 0, beta 2, W the identity, as many degrees of freedom as values). We differ in: each user and item has a bias, drawn together with the vector; the precision of the ratings is drawn too, under a flat prior
/// of its logarithm. The vectors of all samples lie side by side, so that one product gives the mean of theirs. An unknown user has the mean of the users' prior. Learns from all
/// training events, liked or not. Cost of a sample O(events x D^2 + (users + items) x D^3).
/// Shapes: B users, N items for each, U users, I items, D factors, S samples.
/// </remarks>
public sealed class BayesianMf : RankerModel, IFittedModel
{
    private const int Beta = 2;
    private const double LeastNoise = 0.01;
    private readonly BayesianMfOptions _options;
    private readonly Interactions _events;
    private readonly UserItemProduct _product; // of width S D
    private readonly Weight _userBiases; // [U + 1, 1], with the mean in it

    public BayesianMf(BayesianMfOptions options, PreparedData data, WeightSet weights)
        : base(weights, new TensorInfo(FeedNames.User, ["B"], data.UserCount + 1), new TensorInfo(FeedNames.Items, ["B", "N"], data.ItemCount))
    {
        _ = RatingScale.Of(data); // refuses ratings that are all the same
        (_options, _events) = (options, data.Split.Train);
        _product = new UserItemProduct(weights, data, options.Samples * options.Factors);
        _userBiases = weights.Fitted("userBiases", data.UserCount + 1, 1);
    }

    public override TensorInfo Output { get; } = new(FeedNames.Ratings, ["B", "N"]);

    public void Fit(FitContext context)
    {
        int width = _options.Factors + 1; // the bias is the last value
        float mean = (float)_events.Values.Average(value => (double)value);
        float[] ratings = Array.ConvertAll(_events.Values, value => value - mean);
        Side users = new(_events.UserCount, width, _events.Users, _events.Items, ratings), items = new(_events.ItemCount, width, _events.Items, _events.Users, ratings);
        var rng = new Rng(context.Seed, stream: 1);
        Steps.Draw(users.Vectors, 0.1, rng);
        Steps.Draw(items.Vectors, 0.1, rng);
        _userBiases.Values.AsSpan().Fill(mean);
        int sweeps = _options.BurnIn + _options.Samples;
        for (int sweep = 0; sweep < sweeps; sweep++)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            context.Reporter.Progress(context.Name, (double)sweep / sweeps, sweep < _options.BurnIn ? "burning in" : $"sample {sweep - _options.BurnIn + 1}");
            float precision = DrawPrecision(users, items, rng);
            users.Draw(context, items, precision, rng, (ulong)sweep);
            items.Draw(context, users, precision, rng, (ulong)sweep);
            if (sweep >= _options.BurnIn) Keep(users, items, sweep - _options.BurnIn);
        }
    }

    public override T Run<T>(IOps<T> ops, Tensors<T> inputs)
    {
        T user = inputs[FeedNames.User];
        return ops.Add(_product.Apply(ops, _product.Vector(ops, user), inputs[FeedNames.Items]), ops.Lookup(_userBiases, user)); // [B, N] + [B, 1]
    }

    /// <summary>Of the ratings, given all vectors: chi-squared by the squared errors, which are not let fall below a hundredth of the ratings' spread: data without noise would have no bound.</summary>
    private static float DrawPrecision(Side users, Side items, Rng rng)
    {
        double errors = 0, chi = 0, spread = 0;
        for (int user = 0; user < users.Count; user++)
        {
            foreach ((int item, float rating) in users.RatingsOf(user))
            {
                double error = rating - Predict(users.Of(user), items.Of(item));
                errors += error * error;
                spread += (double)rating * rating;
                double normal = rng.NextGaussian();
                chi += normal * normal;
            }
        }
        return (float)(chi / Math.Max(errors, LeastNoise * spread));
    }

    private static float Predict(ReadOnlySpan<float> a, ReadOnlySpan<float> b) => a[^1] + b[^1] + TensorPrimitives.Dot(a[..^1], b[..^1]);

    /// <summary>Puts a sample beside those before it.</summary>
    private void Keep(Side users, Side items, int sample)
    {
        int width = _options.Factors, at = sample * width;
        float share = 1f / _options.Samples;
        for (int user = 0; user <= users.Count; user++)
        {
            ReadOnlySpan<float> vector = user < users.Count ? users.Of(user) : users.PriorMean;
            TensorPrimitives.Multiply(vector[..width], share, _product.OfUser(user).Slice(at, width));
            _userBiases.Values[user] += share * vector[width];
        }
        for (int item = 0; item < items.Count; item++)
        {
            items.Of(item)[..width].CopyTo(_product.OfItem(item)[at..]);
            _product.Biases[item] += share * items.Of(item)[width];
        }
    }

    /// <summary>All users, or all items: their vectors, each with its bias as the last value, and the prior of these.</summary>
    private sealed class Side
    {
        private readonly int _width, _stride; // of vectors; of matrices
        private readonly int[] _starts;
        private readonly (int Other, float Rating)[] _ratings;
        private readonly float[] _priorPrecision; // [width, stride]

        public Side(int count, int width, int[] own, int[] others, float[] ratings)
        {
            (Count, _width, _stride) = (count, width, MatrixProduct.Padded(width));
            Vectors = new float[count * width];
            (PriorMean, _priorPrecision) = (new float[width], new float[width * _stride]);
            _starts = new int[count + 1];
            foreach (int row in own) _starts[row + 1]++;
            for (int row = 0; row < count; row++) _starts[row + 1] += _starts[row];
            int[] next = _starts[..^1];
            _ratings = new (int, float)[ratings.Length];
            for (int i = 0; i < ratings.Length; i++) _ratings[next[own[i]]++] = (others[i], ratings[i]);
        }

        public int Count { get; }

        /// <summary>[count, width]</summary>
        public float[] Vectors { get; }

        /// <summary>[width]</summary>
        public float[] PriorMean { get; }

        public Span<float> Of(int row) => Vectors.AsSpan(row * _width, _width);

        public ReadOnlySpan<(int Other, float Rating)> RatingsOf(int row) => _ratings.AsSpan(_starts[row].._starts[row + 1]);

        /// <summary>Draws the prior, given the vectors, and then each vector, given the prior, its ratings and the other side.</summary>
        public void Draw(FitContext context, Side other, float precision, Rng rng, ulong sweep)
        {
            DrawPrior(rng);
            float[] pull = new float[_width]; // precision x mean of the prior
            for (int i = 0; i < _width; i++) pull[i] = TensorPrimitives.Dot<float>(_priorPrecision.AsSpan(i * _stride, _width), PriorMean);
            ulong seed = rng.NextUInt64();
            context.ForEach(Count, () => (Matrix: new float[_width * _stride], Feature: new float[_width]), (row, room) =>
            {
                (float[] matrix, float[] feature) = room;
                _priorPrecision.CopyTo(matrix, 0);
                Span<float> x = Of(row);
                pull.CopyTo(x);
                foreach ((int at, float rating) in RatingsOf(row))
                {
                    // The other's bias is known; the own one is a value whose feature is 1.
                    ReadOnlySpan<float> vector = other.Of(at);
                    TensorPrimitives.Multiply(vector, precision, feature);
                    feature[^1] = precision;
                    TensorPrimitives.MultiplyAdd(feature, rating - vector[^1], x, x);
                    for (int i = 0; i < _width; i++)
                    {
                        Span<float> target = matrix.AsSpan(i * _stride + i, _width - i); // the upper half
                        TensorPrimitives.MultiplyAdd(feature.AsSpan(i), i == _width - 1 ? 1 : vector[i], target, target);
                    }
                }
                DrawNormal(matrix, x, new Rng(seed, sweep, (ulong)row), feature);
            });
        }

        /// <summary>Normal-Wishart, given the vectors.</summary>
        private void DrawPrior(Rng rng)
        {
            double[] mean = new double[_width];
            for (int i = 0; i < Vectors.Length; i++) mean[i % _width] += Vectors[i] / (double)Count;
            // The inverse of the Wishart's scale: the identity, the scatter around the mean, and the mean's own distance from 0.
            float[] scatter = new float[_width * _stride];
            double shrink = (double)Beta * Count / (Beta + Count);
            for (int i = 0; i < _width; i++)
            {
                for (int j = i; j < _width; j++)
                {
                    double sum = (i == j ? 1 : 0) + shrink * mean[i] * mean[j];
                    for (int row = 0; row < Count; row++) sum += (Vectors[row * _width + i] - mean[i]) * (Vectors[row * _width + j] - mean[j]);
                    scatter[i * _stride + j] = (float)sum;
                }
            }
            // As many degrees of freedom as values and rows: so many normal vectors, each times itself.
            Array.Clear(_priorPrecision);
            float[] normal = new float[_width], room = new float[_width];
            if (!Cholesky.TryFactor(scatter, _width, _stride)) throw new InvalidOperationException("The scatter of the vectors is not positive definite, though the identity was added.");
            for (int draw = 0; draw < _width + Count; draw++)
            {
                Array.Clear(normal);
                AddNormal(scatter, normal, rng, room);
                Cholesky.Solve(scatter, _width, _stride, normal);
                for (int i = 0; i < _width; i++)
                {
                    Span<float> target = _priorPrecision.AsSpan(i * _stride, _width);
                    TensorPrimitives.MultiplyAdd(normal, normal[i], target, target);
                }
            }
            // The mean: precision (beta + count) times that, around the shrunk mean.
            float[] matrix = Array.ConvertAll(_priorPrecision, value => value * (Beta + Count));
            float[] centre = Array.ConvertAll(mean, value => (float)(value * Count / (Beta + Count)));
            for (int i = 0; i < _width; i++) PriorMean[i] = TensorPrimitives.Dot<float>(matrix.AsSpan(i * _stride, _width), centre);
            DrawNormal(matrix, PriorMean, rng, room);
        }

        /// <summary>A draw of the normal distribution with this precision, which is used up, and precision x mean, in whose place it goes.</summary>
        private void DrawNormal(float[] precision, Span<float> x, Rng rng, float[] room)
        {
            if (!Cholesky.TryFactor(precision, _width, _stride)) throw new InvalidOperationException("A posterior's precision is not positive definite.");
            AddNormal(precision, x, rng, room);
            Cholesky.Solve(precision, _width, _stride, x);
        }

        /// <summary>x += U^T e with standard normal e: what the precision U^T U makes of it, once solved, is a draw.</summary>
        private void AddNormal(float[] factor, Span<float> x, Rng rng, float[] room)
        {
            Steps.Draw(room, 1, rng);
            for (int i = 0; i < _width; i++) TensorPrimitives.MultiplyAdd(factor.AsSpan(i * _stride + i, _width - i), room[i], x[i..], x[i..]);
        }
    }
}
