using System.ComponentModel.DataAnnotations;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using OnnxRecs.Data;
using OnnxRecs.Numerics;
using OnnxRecs.Ops;
using OnnxRecs.Pipeline;

namespace OnnxRecs.Models.Classical;

/// <summary>Settings of <see cref="LogisticMf"/>.</summary>
public sealed record LogisticMfOptions
{
    /// <summary>Width of the vectors.</summary>
    [Range(1, 1024)]
    public int Factors { get; init; } = 64;

    /// <summary>Passes over all likes.</summary>
    [Range(1, 10_000)]
    public int Epochs { get; init; } = 32;

    /// <summary>Step size of one example; falls to 0 as a cosine over all epochs.</summary>
    [Range(1e-6, 10.0)]
    public double LearningRate { get; init; } = 0.03;

    /// <summary>Pull of vectors and biases to 0, with each example that reads them.</summary>
    [Range(0.0, 1.0)]
    public double Regularization { get; init; } = 0.005;

    /// <summary>Items drawn for each like, uniformly; they may be liked ones.</summary>
    [Range(1, 1000)]
    public int Negatives { get; init; } = 8;

    /// <summary>Standard deviation of the vectors' initial values.</summary>
    [Range(1e-6, 10.0)]
    public double Deviation { get; init; } = 0.1;
}

/// <summary>Logistic matrix factorisation: the logit of a like is the product of a user's and an item's vector plus biases.</summary>
/// <remarks>
/// Trained by plain stochastic gradient descent, example by example, on likes and drawn items, as Rendle et al., RecSys 2020, arXiv:2005.09683. We differ in:
/// a step size that falls. Cost of an epoch O(likes x negatives x factors), on one thread, since each step reads what
/// the last one wrote. An unknown user has the mean of all users' vectors.
/// Shapes: B users, N items for each, U users, I items, D factors.
/// </remarks>
public sealed class LogisticMf : RankerModel, IFittedModel
{
    private readonly LogisticMfOptions _options;
    private readonly Interactions _likes;
    private readonly Weight _users; // [U + 1, D]
    private readonly Weight _items, _biases; // [I, D], [I, 1]

    public LogisticMf(LogisticMfOptions options, PreparedData data, WeightSet weights)
        : base(weights, new TensorInfo(FeedNames.User, ["B"], data.UserCount + 1), new TensorInfo(FeedNames.Items, ["B", "N"], data.ItemCount))
    {
        (_options, _likes) = (options, data.TrainPositives);
        _users = weights.Fitted("users", data.UserCount + 1, options.Factors);
        _items = weights.Fitted("items", data.ItemCount, options.Factors);
        _biases = weights.Fitted("biases", data.ItemCount, 1);
    }

    public void Fit(FitContext context)
    {
        int width = _options.Factors;
        var rng = new Rng(context.Seed, stream: 1);
        Span<float> users = _users.Values.AsSpan(0, _likes.UserCount * width);
        foreach (ref float value in users) value = (float)(rng.NextGaussian() * _options.Deviation);
        foreach (ref float value in _items.Values.AsSpan()) value = (float)(rng.NextGaussian() * _options.Deviation);
        float[] ofUsers = new float[_likes.UserCount], ofItems = _biases.Values;
        float bias = 0, pull = (float)_options.Regularization;
        int[] order = [.. Enumerable.Range(0, _likes.Count)];
        for (int epoch = 0; epoch < _options.Epochs; epoch++)
        {
            rng.Shuffle(order.AsSpan());
            double loss = 0;
            for (int i = 0; i < order.Length; i++)
            {
                if (i % 65_536 == 0)
                {
                    context.Cancellation.ThrowIfCancellationRequested();
                    double done = (epoch + (double)i / order.Length) / _options.Epochs;
                    context.Reporter.Progress(context.Name, done, $"epoch {epoch + 1}");
                }
                float rate = (float)(_options.LearningRate * (1 + Math.Cos(Math.PI * (epoch + (double)i / order.Length) / _options.Epochs)) / 2);
                int user = _likes.Users[order[i]];
                ref float u = ref MemoryMarshal.GetReference(users.Slice(user * width, width));
                for (int n = 0; n <= _options.Negatives; n++)
                {
                    int item = n == 0 ? _likes.Items[order[i]] : rng.NextInt(_likes.ItemCount);
                    ref float v = ref MemoryMarshal.GetReference(_items.Values.AsSpan(item * width, width));
                    float logit = bias + ofUsers[user] + ofItems[item] + Dot(ref u, ref v, width);
                    float error = 1 / (1 + MathF.Exp(-logit)) - (n == 0 ? 1 : 0);
                    loss += n == 0 ? Softplus(-logit) : Softplus(logit);
                    Step(ref u, ref v, width, rate * error, 1 - rate * pull);
                    bias -= rate * (error + pull * bias);
                    ofUsers[user] -= rate * (error + pull * ofUsers[user]);
                    ofItems[item] -= rate * (error + pull * ofItems[item]);
                }
            }
            loss /= Math.Max(1.0, order.Length) * (1 + _options.Negatives);
            if (!double.IsFinite(loss)) throw new InputException($"{context.Name}: the loss is {loss} in epoch {epoch + 1}; set a smaller $.models.{context.Name}.learningRate than {_options.LearningRate}.");
            context.Reporter.Message($"{context.Name}: epoch {epoch + 1}  loss {loss:0.0000}");
        }
        Mean(users, width).CopyTo(_users.Values.AsSpan(users.Length));
    }

    /// <inheritdoc/>
    /// <remarks>Without the user's bias, which is the same for all items.</remarks>
    public override T Run<T>(IOps<T> ops, Tensors<T> inputs)
    {
        T user = ops.Unsqueeze(ops.Lookup(_users, inputs[FeedNames.User]), -1);                      // [B, D, 1]
        T items = inputs[FeedNames.Items];
        return ops.Squeeze(ops.Add(ops.MatMul(ops.Lookup(_items, items), user), ops.Lookup(_biases, items)), -1); // [B, N]
    }

    private static double Softplus(float x) => Math.Max(x, 0) + Math.Log(1 + Math.Exp(-Math.Abs(x)));

    private static float Dot(ref float a, ref float b, int width)
    {
        Vector<float> sums = Vector<float>.Zero;
        int i = 0;
        for (; i <= width - Vector<float>.Count; i += Vector<float>.Count) sums += Vector.LoadUnsafe(ref a, (nuint)i) * Vector.LoadUnsafe(ref b, (nuint)i);
        float sum = Vector.Sum(sums);
        for (; i < width; i++) sum += Unsafe.Add(ref a, i) * Unsafe.Add(ref b, i);
        return sum;
    }

    /// <summary>Both vectors at once: a = keep a - step b, b = keep b - step a.</summary>
    private static void Step(ref float a, ref float b, int width, float step, float keep)
    {
        Vector<float> steps = new(step), keeps = new(keep);
        int i = 0;
        for (; i <= width - Vector<float>.Count; i += Vector<float>.Count)
        {
            Vector<float> x = Vector.LoadUnsafe(ref a, (nuint)i), y = Vector.LoadUnsafe(ref b, (nuint)i);
            (x * keeps - y * steps).StoreUnsafe(ref a, (nuint)i);
            (y * keeps - x * steps).StoreUnsafe(ref b, (nuint)i);
        }
        for (; i < width; i++)
        {
            ref float p = ref Unsafe.Add(ref a, i), q = ref Unsafe.Add(ref b, i);
            (p, q) = (p * keep - q * step, q * keep - p * step);
        }
    }

    private static float[] Mean(ReadOnlySpan<float> rows, int width)
    {
        float[] mean = new float[width];
        for (int i = 0; i < rows.Length; i++) mean[i % width] += rows[i];
        for (int i = 0; i < width; i++) mean[i] /= Math.Max(1, rows.Length / width);
        return mean;
    }
}
