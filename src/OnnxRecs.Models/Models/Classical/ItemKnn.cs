using System.ComponentModel.DataAnnotations;
using OnnxRecs.Data;
using OnnxRecs.Ops;

namespace OnnxRecs.Models.Classical;

/// <summary>Settings of <see cref="ItemKnn"/>.</summary>
public sealed record ItemKnnOptions : HistoryRankerOptions
{
    /// <summary>How many items each item is told by.</summary>
    [Range(1, 10_000)]
    public int Neighbours { get; init; } = 100;

    /// <summary>Added to the product of the lengths, so that items which few users like are not alike by chance.</summary>
    [Range(0.0, 1e6)]
    public double Shrinkage { get; init; } = 100;

    /// <summary>"none"; "tf-idf": a like of somebody who likes little says more; "bm25": besides, a like of an item that few like.</summary>
    [AllowedValues("none", "tf-idf", "bm25")]
    public string Weighting { get; init; } = "none";

    /// <summary>"cosine"; "asymmetric": by the length of the scored item to the power 2 (1 - <see cref="Alpha"/>) and the other's to 2 <see cref="Alpha"/>.</summary>
    [AllowedValues("cosine", "asymmetric")]
    public string Similarity { get; init; } = "cosine";

    /// <summary>Of the asymmetric cosine; .5 is the cosine.</summary>
    [Range(0.0, 1.0)]
    public double Alpha { get; init; } = 0.5;
}

/// <summary>Items that are liked by the same users are alike; an item scores by how like it is to what somebody likes.</summary>
/// <remarks>
/// Sarwar et al., WWW 2001; weights and shrinkage as Dacrema, Cremonesi and Jannach (RecSys 2019) tuned them, the asymmetric cosine of Aiolli (RecSys
/// 2013). A like of item i by user u counts w(u, i): 1, or sqrt(tf) idf, or BM25 with K1 1.2 and B .75, where users are terms and items documents; in
/// a history all liked items count 1. Cost of the fit O(sum over users of likes^2).
/// </remarks>
public sealed class ItemKnn : HistoryRanker, IFittedModel
{
    private const double K1 = 1.2;
    private const double B = 0.75;
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
        // All likes are ones, so every weighting is a factor of the user times one of the item.
        double[] ofUsers = UserFactors(), ofItems = ItemFactors();
        double[] squares = Array.ConvertAll(ofUsers, factor => factor * factor);
        double[] lengths = new double[ItemCount];
        for (int item = 0; item < ItemCount; item++)
        {
            double sum = 0;
            foreach (int user in _likes.UsersOf(item)) sum += squares[user];
            lengths[item] = ofItems[item] * Math.Sqrt(sum);
        }
        double alpha = _options.Similarity == "cosine" ? 0.5 : _options.Alpha;
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

    /// <summary>Inverse document frequency, where a user is a term and items are the documents.</summary>
    private double[] UserFactors()
    {
        double[] factors = new double[_likes.UserCount];
        for (int user = 0; user < factors.Length; user++)
            factors[user] = _options.Weighting == "none" ? 1 : Math.Max(0, Math.Log(ItemCount / (1.0 + _likes.ItemsOf(user).Length)));
        return factors;
    }

    /// <summary>BM25's of the length of a document, which is how many like the item.</summary>
    private double[] ItemFactors()
    {
        double mean = (double)_likes.Count / ItemCount;
        double[] factors = new double[ItemCount];
        for (int item = 0; item < factors.Length; item++)
            factors[item] = _options.Weighting == "bm25" ? (K1 + 1) / (K1 * (1 - B + B * _likes.UsersOf(item).Length / mean) + 1) : 1;
        return factors;
    }
}
