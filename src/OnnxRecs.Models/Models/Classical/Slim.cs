using System.ComponentModel.DataAnnotations;
using System.Numerics.Tensors;
using OnnxRecs.Data;
using OnnxRecs.Ops;

namespace OnnxRecs.Models.Classical;

/// <summary>Settings of <see cref="Slim"/>.</summary>
public sealed record SlimOptions : HistoryRankerOptions
{
    /// <summary>Most items that an item is told by.</summary>
    [Range(1, 10_000)]
    [TunedRange(10, 1000, Log = true)]
    public int Neighbours { get; init; } = 300;

    /// <summary>Pull of each weight to 0 by a constant, which leaves few of them: an item tells of another only if more users than this like both.</summary>
    [Range(0.0, 1e6)]
    [TunedRange(0.01, 10, Log = true)]
    public double L1 { get; init; } = 1;

    /// <summary>Pull of each weight to 0 by its size.</summary>
    [Range(0.0, 1e6)]
    [TunedRange(1, 1000, Log = true)]
    public double L2 { get; init; } = 300;

    /// <summary>Rounds over the weights of an item at most.</summary>
    [Range(1, 10_000)]
    public int Rounds { get; init; } = 100;
}

/// <summary>Each item as a sum of few others, with weights that are not negative.</summary>
/// <remarks>
/// Paper: Ning and Karypis, ICDM 2011. Minimises (1/2) |x_j - X w|^2 + l1 |w|_1 + (l2/2) |w|^2 for each item j with w &gt;= 0 and w_j = 0, by coordinate descent on X^T X.
/// Likes are never negative, so an item that begins without a pull upwards never gets one and is left out at once. Cost O(items^2) floats of memory, O(items) for
/// each change of a weight.
/// </remarks>
public sealed class Slim : HistoryRanker, IFittedModel
{
    private const float Precision = 1e-4f; // of a weight, beside the greatest of the item
    private readonly SlimOptions _options;
    private readonly LikeMatrix _likes;
    private readonly Neighbours _neighbours;

    public Slim(SlimOptions options, PreparedData data, WeightSet weights) : base(options, data, weights)
    {
        _options = options;
        _likes = new LikeMatrix(data.TrainPositives);
        _neighbours = new Neighbours(weights, data.ItemCount, options.Neighbours);
    }

    public void Fit(FitContext context)
    {
        int n = ItemCount;
        float[][] together = new float[n][];
        double[] ones = new double[_likes.UserCount];
        Array.Fill(ones, 1);
        CoOccurrence.ForEach(_likes, ones, context, (item, row) => together[item] = Array.ConvertAll(row, value => (float)value));
        (float l1, float l2) = ((float)_options.L1, (float)_options.L2);
        context.ForEach("weights", n, () => (Weights: new float[n], Left: new float[n]), (item, room) =>
        {
            (float[] weights, float[] left) = room;
            Array.Clear(weights);
            together[item].CopyTo(left, 0);
            int[] candidates = [.. Enumerable.Range(0, n).Where(other => other != item && left[other] > l1)];
            for (int round = 0; round < _options.Rounds; round++)
            {
                float greatest = 0, moved = 0;
                foreach (int other in candidates)
                {
                    float[] row = together[other];
                    // What is left for it, its own part put back.
                    float next = Math.Max(0, (left[other] + row[other] * weights[other] - l1) / (row[other] + l2));
                    float change = next - weights[other];
                    if (change != 0) TensorPrimitives.MultiplyAdd(row, -change, left, left);
                    weights[other] = next;
                    (greatest, moved) = (Math.Max(greatest, next), Math.Max(moved, Math.Abs(change)));
                }
                if (moved <= Precision * greatest) break;
            }
            _neighbours.Set(item, weights);
        });
    }

    protected override T Scores<T>(IOps<T> ops, T history, T length, T items) => _neighbours.Scores(ops, history, items);
}
