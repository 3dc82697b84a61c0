using OnnxRecs.Data;
using OnnxRecs.Ops;

namespace OnnxRecs.Models.Classical;

/// <summary>Settings of <see cref="ItemKnn"/>.</summary>
public sealed record ItemKnnOptions : KnnOptions;

/// <summary>Items that are liked by the same users are alike; an item scores by how like it is to what somebody likes.</summary>
/// <remarks>
/// Sarwar et al., WWW 2001; weights and shrinkage as Dacrema, Cremonesi and Jannach (RecSys 2019) tuned them, the asymmetric cosine of Aiolli (RecSys
/// 2013). A like of item i by user u counts w(u, i): 1, or sqrt(tf) idf, or BM25 with K1 1.2 and B .75, where users are terms and items documents; in
/// a history all liked items count 1. Cost of the fit O(sum over users of likes^2).
/// </remarks>
public sealed class ItemKnn : HistoryRanker, IFittedModel
{
    private readonly ItemKnnOptions _options;
    private readonly LikeMatrix _likes;
    private readonly Neighbours _neighbours;

    public ItemKnn(ItemKnnOptions options, PreparedData data, WeightSet weights) : base(options, data, weights)
    {
        _options = options;
        _likes = new LikeMatrix(data.TrainPositives);
        _neighbours = new Neighbours(weights, data.ItemCount, options.Neighbours);
    }

    public void Fit(FitContext context)
    {
        var weights = new KnnWeights(_options, ItemCount);
        double mean = (double)_likes.Count / ItemCount;
        double[] ofUsers = [.. Enumerable.Range(0, _likes.UserCount).Select(user => weights.OfTerm(_likes.ItemsOf(user).Length))];
        double[] ofItems = [.. Enumerable.Range(0, ItemCount).Select(item => weights.OfDocument(_likes.UsersOf(item).Length, mean))];
        double[] squares = Array.ConvertAll(ofUsers, factor => factor * factor);
        double[] lengths = new double[ItemCount];
        for (int item = 0; item < ItemCount; item++)
        {
            double sum = 0;
            foreach (int user in _likes.UsersOf(item)) sum += squares[user];
            lengths[item] = ofItems[item] * Math.Sqrt(sum);
        }
        double alpha = _options.Power;
        double[] asLiked = Array.ConvertAll(lengths, length => Math.Pow(length, 2 * alpha)), asScored = Array.ConvertAll(lengths, length => Math.Pow(length, 2 * (1 - alpha)));
        CoOccurrence.ForEach(_likes, squares, context, (item, row) =>
        {
            float[] similarities = new float[ItemCount];
            for (int other = 0; other < ItemCount; other++)
            {
                if (other != item && row[other] > 0)
                    similarities[other] = (float)(row[other] * ofItems[item] * ofItems[other] / (asScored[item] * asLiked[other] + _options.Shrinkage));
            }
            _neighbours.Set(item, similarities);
        });
    }

    protected override T Scores<T>(IOps<T> ops, T history, T length, T items) => _neighbours.Scores(ops, history, items);
}
