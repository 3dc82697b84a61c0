using System.ComponentModel.DataAnnotations;
using OnnxRecs.Data;
using OnnxRecs.Ops;

namespace OnnxRecs.Models.Classical;

/// <summary>Settings of <see cref="Ease"/>.</summary>
public sealed record EaseOptions : HistoryRankerOptions
{
    /// <summary>Lambda: pull of the weights to 0.</summary>
    [Range(0.0, 1e9)]
    [TunedRange(1, 10000, Log = true)]
    public double Regularization { get; init; } = 500;
}

/// <summary>Each item as a linear function of all others, by least squares in closed form.</summary>
/// <remarks>
/// Paper: Steck, WWW 2019, arXiv:1905.03375. B = I - P / diag(P) by columns, P = (X^T X + lambda)^-1, in double precision. Cost O(items^3) and
/// 8 items^2 bytes for the fit, O(items^2) a query, 4 items^2 bytes in the file.
/// </remarks>
public sealed class Ease : HistoryRanker, IFittedModel
{
    private readonly EaseOptions _options;
    private readonly LikeMatrix _likes;
    private readonly Weight _weights; // [I, I]: what a like of the row's item is worth to the column's

    public Ease(EaseOptions options, PreparedData data, WeightSet weights) : base(options, data, weights)
    {
        _options = options;
        _likes = new LikeMatrix(data.TrainPositives);
        _weights = weights.Fitted("weights", ItemCount, ItemCount);
    }

    public void Fit(FitContext context)
    {
        int n = ItemCount;
        double[] inverse = new double[(long)n * n];
        double[] ones = new double[_likes.UserCount];
        Array.Fill(ones, 1);
        CoOccurrence.ForEach(_likes, ones, context, (item, row) =>
        {
            row.CopyTo(inverse, (long)item * n);
            inverse[(long)item * n + item] += _options.Regularization;
        });
        context.Reporter.Progress(context.Name, 1, "inverting");
        if (!context.Algebra.TryInvert(inverse, n))
            throw new InputException($"{context.Name}: items that are liked by the same users, or by nobody, leave no single answer with \"regularization\" {_options.Regularization}; set $.models.{context.Name}.regularization above 0, such as 500.");
        for (int row = 0; row < n; row++)
        {
            for (int column = 0; column < n; column++)
                _weights.Values[row * n + column] = row == column ? 0 : (float)(-inverse[(long)row * n + column] / inverse[(long)column * n + column]);
        }
    }

    protected override T Scores<T>(IOps<T> ops, T history, T length, T items) =>
        ops.Pick(ops.MatMul(ops.MultiHot(history, ItemCount), ops.Weight(_weights)), items);
}
