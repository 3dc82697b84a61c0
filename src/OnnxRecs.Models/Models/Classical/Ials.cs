using System.ComponentModel.DataAnnotations;
using OnnxRecs.Data;
using OnnxRecs.Numerics;
using OnnxRecs.Ops;

namespace OnnxRecs.Models.Classical;

/// <summary>Settings of <see cref="Ials"/>.</summary>
public sealed record IalsOptions : HistoryRankerOptions
{
    /// <summary>Width of the vectors.</summary>
    [Range(1, 1024)]
    [TunedRange(16, 256, Log = true)]
    public int Factors { get; init; } = 64;

    /// <summary>How many values of a vector are solved for at once; 0: all, which is exact and costs most where vectors are wide.</summary>
    /// <remarks>
    /// Twelve epochs on the NCF split of ML-1M: with 512 factors blocks of 128 and of all both have an HR@10 of .7303, and an epoch of 128 takes a quarter of the time. With 192 factors blocks of 128 have .7286,
    /// of all .7306: blocks need some more epochs.
    /// </remarks>
    [Range(0, 1024)]
    public int BlockSize { get; init; } = 128;

    /// <summary>Times that all users' and then all items' vectors are solved for.</summary>
    [Range(1, 1000)]
    public int Epochs { get; init; } = 12;

    /// <summary>Weight of all pairs of users and items, liked or not, beside 1 of a like.</summary>
    [Range(0.0, 1e6)]
    [TunedRange(1e-3, 1, Log = true)]
    public double UnobservedWeight { get; init; } = 0.1;

    /// <summary>Lambda: pull of the vectors to 0, for each like and, by their weight, each pair.</summary>
    [Range(0.0, 1e6)]
    [TunedRange(1e-4, 0.1, Log = true)]
    public double Regularization { get; init; } = 0.003;
}

/// <summary>Implicit alternating least squares: a user's and an item's vector whose product is 1 where it is liked and 0 elsewhere.</summary>
/// <remarks>
/// Hu et al., ICDM 2008, in the form of Rendle et al., RecSys 2022, arXiv:2110.14037: the sum over likes of (1 - p q)^2 plus, with a weight, that over all pairs of
/// (p q)^2, plus lambda times each vector's squared length times its number of likes plus weight times all pairs of it. Cost of an epoch O(likes x D x b + (users + items) x D x (D + b^2)), b the <see cref="IalsOptions.BlockSize"/>, at most D (iALS++, see <see cref="IalsRow"/>).
/// The graph solves for a user's vector from the history (the same least squares, by preconditioned conjugate gradients), so nobody needs to be known; cost of
/// a query O(<see cref="Steps"/> x (history x D + D^2)), then O(D) for each score.
/// Shapes: B users, L history length, N items for each, I items in all, D factors. Row I of the items is padding, all 0.
/// </remarks>
public sealed class Ials : HistoryRanker, IFittedModel
{
    /// <summary>Of the conjugate gradients.</summary>
    private const int Steps = 16;
    private readonly IalsOptions _options;
    private readonly LikeMatrix _likes;
    private readonly Weight _items; // [I + 1, D]
    private readonly Weight _shared; // [D, D]: what every user's matrix begins with
    private readonly Weight _inverse; // [D, D]: of it

    public Ials(IalsOptions options, PreparedData data, WeightSet weights) : base(options, data, weights)
    {
        _options = options;
        _likes = new LikeMatrix(data.TrainPositives);
        _items = weights.Fitted("items", data.ItemCount + 1, options.Factors);
        _shared = weights.Fitted("shared", options.Factors, options.Factors);
        _inverse = weights.Fitted("inverse", options.Factors, options.Factors);
    }

    public void Fit(FitContext context)
    {
        int width = _options.Factors;
        var rng = new Rng(context.Seed);
        IalsSide users = new(_likes.UserCount, width, rng), items = new(_likes.ItemCount, width, rng);
        for (int epoch = 1; epoch <= _options.Epochs; epoch++)
        {
            context.Reporter.Progress(context.Name, (epoch - 1.0) / _options.Epochs, $"epoch {epoch}");
            Solve(context, users, items, _likes.ItemsOf);
            Solve(context, items, users, _likes.UsersOf);
        }
        for (int item = 0; item < items.Count; item++) items.RowOf(item)[..width].CopyTo(_items.Values.AsSpan(item * width));
        Prepare(context, items);
    }

    protected override T Scores<T>(IOps<T> ops, T history, T length, T items)
    {
        T liked = ops.Lookup(_items, history);                                                       // [B, L, D]
        T likes = ops.ToFloat(ops.Unsqueeze(length, 1));                                             // [B, 1]
        T user = Solve(ops, liked, ops.Mul(likes, ops.Scalar((float)_options.Regularization)));      // [B, D]
        return ops.Squeeze(ops.MatMul(ops.Lookup(_items, items), ops.Unsqueeze(user, -1)), -1);      // [B, N]
    }

    private delegate ReadOnlySpan<int> LikesOf(int row);

    /// <summary>Each row of one side, given the other.</summary>
    private void Solve(FitContext context, IalsSide own, IalsSide other, LikesOf likesOf)
    {
        float[] shared = other.Shared(_options);
        context.ForEach(own.Count, () => new IalsRow(_options, other, shared), (row, solver) =>
        {
            if (!solver.TrySolve(likesOf(row), own.RowOf(row))) throw Singular(context);
        });
    }

    /// <summary>What the graph needs to solve for a user.</summary>
    private void Prepare(FitContext context, IalsSide items)
    {
        (int width, int stride) = (_options.Factors, items.Stride);
        float[] shared = items.Shared(_options);
        for (int row = 0; row < width; row++) shared.AsSpan(row * stride, width).CopyTo(_shared.Values.AsSpan(row * width));
        double[] inverse = Array.ConvertAll(_shared.Values, value => (double)value);
        if (!context.Algebra.TryInvert(inverse, width)) throw Singular(context);
        for (int i = 0; i < inverse.Length; i++) _inverse.Values[i] = (float)inverse[i];
    }

    /// <summary>x of (shared + pull + liked^T liked) x = the sum of liked; liked [B, L, D] and pull [B, 1] to [B, D]. Hestenes and Stiefel 1952.</summary>
    private T Solve<T>(IOps<T> ops, T liked, T pull)
    {
        T columns = ops.Transpose(liked, 0, 2, 1);                                                   // [B, D, L]
        T residual = ops.Sum(liked, 1, keepAxis: false);                                             // [B, D]
        T near = ops.MatMul(residual, ops.Weight(_inverse)), direction = near;
        T length = Dot(ops, residual, near);                                                         // [B, 1]
        T x = ops.Mul(residual, ops.Scalar(0));
        for (int step = 0; step < Steps; step++)
        {
            T products = ops.MatMul(liked, ops.Unsqueeze(direction, -1));                            // [B, L, 1]
            T image = ops.Add(ops.Add(ops.MatMul(direction, ops.Weight(_shared)), ops.Mul(direction, pull)), ops.Squeeze(ops.MatMul(columns, products), -1));
            T size = ops.Div(length, Positive(ops, Dot(ops, direction, image)));
            x = ops.Add(x, ops.Mul(direction, size));
            residual = ops.Sub(residual, ops.Mul(image, size));
            near = ops.MatMul(residual, ops.Weight(_inverse));
            T next = Dot(ops, residual, near);
            direction = ops.Add(near, ops.Mul(direction, ops.Div(next, Positive(ops, length))));
            length = next;
        }
        return x;
    }

    private static T Dot<T>(IOps<T> ops, T a, T b) => ops.Sum(ops.Mul(a, b), -1, keepAxis: true);

    /// <summary>Of an empty history, or where nothing is left to solve, all is 0 and must stay so.</summary>
    private static T Positive<T>(IOps<T> ops, T x) => ops.Max(x, ops.Scalar(1e-30f));

    private InputException Singular(FitContext context) =>
        new($"{context.Name}: with \"regularization\" {_options.Regularization} and \"unobservedWeight\" {_options.UnobservedWeight} the least squares have no single solution; set both above 0 in $.models.{context.Name}.");
}
