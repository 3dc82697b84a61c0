using System.ComponentModel.DataAnnotations;
using OnnxRecs.Data;
using OnnxRecs.Numerics;
using OnnxRecs.Ops;

namespace OnnxRecs.Models.Classical;

/// <summary>Settings of <see cref="Rp3Beta"/>.</summary>
public sealed record Rp3BetaOptions : HistoryRankerOptions
{
    /// <summary>How many items each item leads to, and how many it is told by.</summary>
    [Range(1, 10_000)]
    [TunedRange(5, 1000, Log = true)]
    public int Neighbours { get; init; } = 300;

    /// <summary>Each step's probability is taken to this power.</summary>
    [Range(0.0, 5.0)]
    [TunedRange(0, 2)]
    public double Alpha { get; init; } = 1;

    /// <summary>Scores are divided by an item's likes to this power, so that popular items do not win by being everywhere.</summary>
    [Range(0.0, 5.0)]
    [TunedRange(0, 2)]
    public double Beta { get; init; } = 0.6;
}

/// <summary>A random walk of three steps: from somebody to a liked item, to another who likes it, to what they like.</summary>
/// <remarks>
/// Paper: Paudel et al., ACM TiiS 7(1), 2016. As Dacrema, Cremonesi and Jannach (RecSys 2019) run it, each item keeps the items that its walks reach most
/// often, with shares that add up to 1, and each of those at most as many that lead to it. Cost of the fit O(sum over users of likes^2).
/// </remarks>
public sealed class Rp3Beta : HistoryRanker, IFittedModel
{
    private readonly Rp3BetaOptions _options;
    private readonly LikeMatrix _likes;
    private readonly Neighbours _neighbours;

    public Rp3Beta(Rp3BetaOptions options, PreparedData data, WeightSet weights) : base(options, data, weights)
    {
        _options = options;
        _likes = new LikeMatrix(data.TrainPositives);
        _neighbours = new Neighbours(weights, data.ItemCount, options.Neighbours);
    }

    public void Fit(FitContext context)
    {
        double[] fromUser = new double[_likes.UserCount], fromItem = new double[ItemCount], penalty = new double[ItemCount];
        for (int user = 0; user < fromUser.Length; user++) fromUser[user] = Math.Pow(Math.Max(1, _likes.ItemsOf(user).Length), -_options.Alpha);
        for (int item = 0; item < ItemCount; item++)
        {
            double likes = Math.Max(1, _likes.UsersOf(item).Length);
            (fromItem[item], penalty[item]) = (Math.Pow(likes, -_options.Alpha), Math.Pow(likes, -_options.Beta));
        }
        int count = Math.Min(_options.Neighbours, ItemCount);
        var reached = new (int Item, float Weight)[ItemCount][];
        CoOccurrence.ForEach(_likes, fromUser, context, (from, row) =>
        {
            float[] walks = new float[ItemCount];
            for (int to = 0; to < ItemCount; to++)
            {
                if (to != from) walks[to] = (float)(fromItem[from] * row[to] * penalty[to]);
            }
            int[] best = new int[count];
            int kept = TopK.Select(walks, best);
            double sum = best.AsSpan(0, kept).ToArray().Sum(to => (double)walks[to]);
            reached[from] = sum == 0 ? [] : [.. best.Take(kept).Where(to => walks[to] > 0).Select(to => (to, (float)(walks[to] / sum)))];
        });
        // Scores sum over what leads to an item, so the lists are turned round.
        var leading = new List<(int Item, float Weight)>[ItemCount];
        for (int item = 0; item < ItemCount; item++) leading[item] = [];
        for (int from = 0; from < ItemCount; from++)
        {
            foreach ((int to, float weight) in reached[from]) leading[to].Add((from, weight));
        }
        context.ForEach(ItemCount, () => new float[ItemCount], (item, row) =>
        {
            Array.Clear(row);
            foreach ((int from, float weight) in leading[item]) row[from] = weight;
            _neighbours.Set(item, row);
        });
    }

    protected override T Scores<T>(IOps<T> ops, T history, T length, T items) => _neighbours.Scores(ops, history, items);
}
