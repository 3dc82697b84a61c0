using System.ComponentModel.DataAnnotations;
using System.Numerics.Tensors;
using OnnxRecs.Data;
using OnnxRecs.Numerics;
using OnnxRecs.Ops;

namespace OnnxRecs.Models.Classical;

/// <summary>Settings of <see cref="PureSvd"/>.</summary>
public sealed record PureSvdOptions : HistoryRankerOptions
{
    /// <summary>How many singular vectors are kept, at most as many as items.</summary>
    [Range(1, 1024)]
    [TunedRange(4, 350, Log = true)]
    public int Factors { get; init; } = 50;

    /// <summary>After so many iterations the vectors are taken as they are; some dozens are needed until they stay.</summary>
    [Range(1, 10_000)]
    public int MaxIterations { get; init; } = 300;
}

/// <summary>Likes as ones, all else as zeros, and the nearest matrix of low rank: an item scores by its part of a history in the space of the greatest singular vectors.</summary>
/// <remarks>
/// Paper: Cremonesi et al., RecSys 2010. The singular vectors come from subspace iteration (Halko et al., SIAM Review 2011) until they stay, so they are
/// those of a full decomposition. Cost O(likes x factors + items x factors^2) for each of some dozens of iterations, O(items x factors) a query.
/// </remarks>
public sealed class PureSvd : HistoryRanker, IFittedModel
{
    private const int Extra = 20; // columns beyond those that are kept: the more, the sooner the kept ones stay
    private const double Precision = 1e-10;
    private readonly int _maxIterations;
    private readonly LikeMatrix _likes;
    private readonly Weight _items; // [I, D]

    public PureSvd(PureSvdOptions options, PreparedData data, WeightSet weights) : base(options, data, weights)
    {
        _maxIterations = options.MaxIterations;
        _likes = new LikeMatrix(data.TrainPositives);
        _items = weights.Fitted("items", ItemCount, Math.Min(options.Factors, ItemCount));
    }

    public void Fit(FitContext context)
    {
        int kept = _items.Shape[1], width = Math.Min(kept + Extra, ItemCount);
        var rng = new Rng(context.Seed);
        double[] basis = new double[ItemCount * width]; // [I, K]
        for (int i = 0; i < basis.Length; i++) basis[i] = rng.NextGaussian();
        double[] users = new double[_likes.UserCount * width], image = new double[basis.Length], before = new double[kept];
        for (int iteration = 1; ; iteration++)
        {
            context.Reporter.Progress(context.Name, (double)iteration / _maxIterations, $"iteration {iteration}");
            context.Algebra.Orthonormalise(basis, ItemCount, width);
            SumRows(context, _likes.UserCount, _likes.ItemsOf, basis, users, width);
            SumRows(context, ItemCount, _likes.UsersOf, users, image, width);
            (double[] values, double[] rotation) = Ritz(context, basis, image, width);
            bool stays = true;
            for (int i = 0; i < kept; i++)
            {
                double value = values[width - 1 - i];
                stays &= Math.Abs(value - before[i]) <= Precision * values[^1];
                before[i] = value;
            }
            if (stays || iteration == _maxIterations)
            {
                if (!stays) context.Reporter.Message($"{context.Name}: after {_maxIterations} iterations the singular vectors still move; the scores are a little off");
                Keep(basis, rotation, width, kept);
                return;
            }
            (basis, image) = (image, basis);
        }
    }

    protected override T Scores<T>(IOps<T> ops, T history, T length, T items)
    {
        T somebody = ops.MatMul(ops.MultiHot(history, ItemCount), ops.Weight(_items));               // [B, D]
        return ops.Squeeze(ops.MatMul(ops.Lookup(_items, items), ops.Unsqueeze(somebody, -1)), -1);  // [B, N]
    }

    private delegate ReadOnlySpan<int> ColumnsOf(int row);

    /// <summary>Product of the likes, or of their transpose, with a matrix of some width.</summary>
    private static void SumRows(FitContext context, int rows, ColumnsOf columnsOf, double[] source, double[] target, int width) =>
        context.ForEach(rows, row =>
        {
            Span<double> sum = target.AsSpan(row * width, width);
            sum.Clear();
            foreach (int column in columnsOf(row)) TensorPrimitives.Add(sum, source.AsSpan(column * width, width), sum);
        });

    /// <summary>Eigenvalues, rising, and vectors of what the matrix does within a basis: basis^T image, [K, K].</summary>
    private (double[] Values, double[] Vectors) Ritz(FitContext context, double[] basis, double[] image, int width)
    {
        double[] within = new double[width * width];
        context.ForEach(width, row =>
        {
            Span<double> sum = within.AsSpan(row * width, width);
            for (int item = 0; item < ItemCount; item++)
                TensorPrimitives.MultiplyAdd(image.AsSpan(item * width, width), basis[item * width + row], sum, sum);
        });
        // The halves differ by rounding.
        for (int row = 0; row < width; row++)
        {
            for (int column = 0; column < row; column++)
                within[row * width + column] = within[column * width + row] = (within[row * width + column] + within[column * width + row]) / 2;
        }
        return (context.Algebra.Eigen(within, width), within);
    }

    private void Keep(double[] basis, double[] rotation, int width, int kept)
    {
        for (int item = 0; item < ItemCount; item++)
        {
            for (int factor = 0; factor < kept; factor++)
            {
                double sum = 0;
                for (int i = 0; i < width; i++) sum += basis[item * width + i] * rotation[i * width + width - 1 - factor];
                _items.Values[item * kept + factor] = (float)sum;
            }
        }
    }
}
