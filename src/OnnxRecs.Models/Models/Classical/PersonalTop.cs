using System.ComponentModel.DataAnnotations;
using OnnxRecs.Data;
using OnnxRecs.Ops;

namespace OnnxRecs.Models.Classical;

/// <summary>Settings of <see cref="PersonalTop"/>.</summary>
public sealed record PersonalTopOptions : HistoryRankerOptions
{
    /// <summary>"categories": popular items of the genres that somebody likes most often; "items": what somebody likes most often again, for data in which likes repeat ($.filter.repeats "all").</summary>
    [AllowedValues("categories", "items")]
    [TunedChoices("categories", "items")]
    public string By { get; init; } = "categories";
}

/// <summary>A user's own most frequent likes: genres, or items again.</summary>
/// <remarks>
/// By items: how often it is in the history, and among equals how popular it is. By categories: how popular it is, times the share of its genres in the history; an item counts
/// for each of its g genres 1 / g, and the shares are those of all likes as one more liked item, which serve somebody without a history. Cost of a query O(items x genres).
/// Shapes: B users, L history length, N items for each, I items, G genres.
/// </remarks>
public sealed class PersonalTop : HistoryRanker
{
    private readonly Weight _popularity; // [I]: below 1
    private readonly Weight? _genres, _shares; // [I, G], [1, G]; by items none

    /// <exception cref="InputException">By categories, and no item has any.</exception>
    public PersonalTop(PersonalTopOptions options, PreparedData data, WeightSet weights) : base(options, data, weights)
    {
        int[] counts = data.TrainPositives.CountsOfItems();
        _popularity = weights.Fixed("popularity", Array.ConvertAll(counts, count => count / (counts.Max() + 1f)), ItemCount);
        if (options.By == "items") return;
        int genreCount = data.Catalog.GenreNames.Length;
        if (genreCount == 0)
            throw new InputException($"personal-top goes by the genres of items, and {data.Name} has none; set $.models.personal-top.by to \"items\", or leave the model out.");
        float[] genres = new float[ItemCount * genreCount], shares = new float[genreCount];
        for (int item = 0; item < ItemCount; item++)
        {
            foreach (int genre in data.Catalog.Genres[item])
            {
                genres[item * genreCount + genre] = 1f / data.Catalog.Genres[item].Length;
                shares[genre] += (float)counts[item] / Math.Max(1, data.TrainPositives.Count) / data.Catalog.Genres[item].Length;
            }
        }
        (_genres, _shares) = (weights.Fixed("genres", genres, ItemCount, genreCount), weights.Fixed("shares", shares, 1, genreCount));
    }

    protected override T Scores<T>(IOps<T> ops, T history, T length, T items)
    {
        T counts = ops.Counts(history, ItemCount), popularity = ops.Lookup(_popularity, items);      // [B, I], [B, N]
        if (_genres is null) return ops.Add(ops.Pick(counts, items), popularity);
        T liked = ops.Add(ops.MatMul(counts, ops.Weight(_genres)), ops.Weight(_shares!));            // [B, G]
        T total = ops.Add(ops.Sum(counts, -1, keepAxis: true), ops.Scalar(1));                       // [B, 1]
        T taste = ops.Unsqueeze(ops.Div(liked, total), -1);                                          // [B, G, 1]
        return ops.Mul(popularity, ops.Squeeze(ops.MatMul(ops.Lookup(_genres, items), taste), -1));
    }
}
