using OnnxRecs.Data;
using OnnxRecs.Ops;

namespace OnnxRecs.Models.Classical;

/// <summary>Settings of <see cref="UserKnn"/>.</summary>
public sealed record UserKnnOptions : KnnOptions;

/// <summary>Users who like the same are alike; an item scores by how like those are to somebody who like it.</summary>
/// <remarks>
/// Resnick et al., CSCW 1994, for likes; weights, shrinkage and asymmetric cosine as of <see cref="ItemKnn"/>, with items as terms and users as documents. The graph compares a history
/// with every user of the training part and keeps the nearest, and those as near as the last of them; so new users are served, and a known user is among the own neighbours,
/// which only raises what the user has anyway. Squares of weights are rounded to 24 bits of their sum, so that what is in common is exact in any order of
/// the sum and engines agree on who is nearest. Cost of a query O(users x items), 4 users x items bytes in the file.
/// Shapes: B users who ask, U users known, L history length, N items for each, I items in all.
/// </remarks>
public sealed class UserKnn : HistoryRanker, IFittedModel
{
    private const float Smallest = 1e-30f; // so that nothing in common is 0 and not 0 / 0
    private readonly UserKnnOptions _options;
    private readonly LikeMatrix _likes;
    private readonly Weight _matrix; // [I, U]: 1 where a user likes an item
    private readonly Weight _squares; // [I]: of the items' factors
    private readonly Weight _factors, _lengths; // [U]

    public UserKnn(UserKnnOptions options, PreparedData data, WeightSet weights) : base(options, data, weights)
    {
        _options = options;
        _likes = new LikeMatrix(data.TrainPositives);
        _matrix = weights.Fitted("likes", ItemCount, data.UserCount);
        _squares = weights.Fitted("squares", ItemCount);
        (_factors, _lengths) = (weights.Fitted("factors", data.UserCount), weights.Fitted("lengths", data.UserCount));
    }

    private double MeanLikes => Math.Max(1, _likes.Count) / (double)_likes.UserCount;

    public void Fit(FitContext context)
    {
        context.Cancellation.ThrowIfCancellationRequested();
        var weights = new KnnWeights(_options, _likes.UserCount);
        double[] squares = [.. Enumerable.Range(0, ItemCount).Select(item => Math.Pow(weights.OfTerm(_likes.UsersOf(item).Length), 2))];
        double unit = Math.Pow(2, Math.Ceiling(Math.Log2(Math.Max(1e-9, squares.Sum()))) - 23);
        for (int item = 0; item < ItemCount; item++) _squares.Values[item] = (float)(Math.Round(squares[item] / unit) * unit);
        for (int user = 0; user < _likes.UserCount; user++)
        {
            double sum = 0;
            foreach (int item in _likes.ItemsOf(user))
            {
                _matrix.Values[item * _likes.UserCount + user] = 1;
                sum += _squares.Values[item];
            }
            double factor = weights.OfDocument(_likes.ItemsOf(user).Length, MeanLikes);
            _factors.Values[user] = (float)factor;
            _lengths.Values[user] = (float)Math.Pow(factor * Math.Sqrt(sum), 2 * _options.Power);
        }
    }

    protected override T Scores<T>(IOps<T> ops, T history, T length, T items)
    {
        T liked = ops.MultiHot(history, ItemCount);                                                  // [B, I]
        T weighted = ops.Mul(liked, ops.Weight(_squares));                                           // [B, I]
        T factor = Factor(ops, liked);                                                               // [B, 1]
        T own = Power(ops, ops.Mul(factor, ops.Sqrt(ops.Sum(weighted, -1, keepAxis: true))));        // [B, 1]
        T common = ops.Mul(ops.Mul(ops.MatMul(weighted, ops.Weight(_matrix)), ops.Weight(_factors)), factor); // [B, U]
        T lengths = ops.Add(ops.Mul(own, ops.Weight(_lengths)), ops.Scalar((float)_options.Shrinkage)); // [B, U]
        T similarities = ops.Div(common, ops.Max(lengths, ops.Scalar(Smallest)));                    // [B, U]
        T last = ops.KthGreatest(similarities, Math.Min(_options.Neighbours, _likes.UserCount));     // [B, 1]
        // What rounding tells apart is as near.
        T near = ops.Where(ops.Less(similarities, ops.Mul(last, ops.Scalar(1 - 1e-6f))), ops.Scalar(0), similarities);
        T scores = ops.MatMul(ops.Weight(_matrix), ops.Transpose(near, 1, 0));                       // [I, B]
        return ops.Pick(ops.Transpose(scores, 1, 0), items);
    }

    /// <summary>The weight of a history, as <see cref="KnnWeights.OfDocument"/> has it: liked [B, I] to [B, 1].</summary>
    private T Factor<T>(IOps<T> ops, T liked)
    {
        if (_options.Weighting != "bm25") return ops.Scalar(1);
        T relative = ops.Mul(ops.Sum(liked, -1, keepAxis: true), ops.Scalar((float)(KnnWeights.K1 * KnnWeights.B / MeanLikes)));
        return ops.Div(ops.Scalar((float)(KnnWeights.K1 + 1)), ops.Add(relative, ops.Scalar((float)(KnnWeights.K1 * (1 - KnnWeights.B) + 1))));
    }

    /// <summary>x to the power 2 (1 - alpha).</summary>
    private T Power<T>(IOps<T> ops, T x) =>
        _options.Power == 0.5 ? x : ops.Exp(ops.Mul(ops.Log(ops.Max(x, ops.Scalar(Smallest))), ops.Scalar((float)(2 * (1 - _options.Power)))));
}
