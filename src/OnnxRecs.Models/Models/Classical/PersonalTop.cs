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
/// By items: how often it is in the history, and among equals how popular it is. By categories: how popular it is, times the mean over its genres of their shares among the genres of the
/// history; the shares among those of all likes count as one more, and serve somebody without a history. Cost of a query O(history x genres of an item), then O(genres of an item) for each score;
/// by items O(items).
/// Shapes: B users, L history length, N items for each, I items, G genres, K genres of the item that has most.
/// </remarks>
public sealed class PersonalTop : HistoryRanker
{
    private readonly int _genreCount, _most;
    private readonly Weight _popularity; // [I]: below 1
    private readonly Weight? _genres; // [I + 1, K], filled up with G; by items none
    private readonly Weight? _parts; // [I, K]: 1 / the item's genres, filled up with 0
    private readonly Weight? _shares; // [1, G + 1]

    /// <exception cref="InputException">By categories, and no item has any.</exception>
    public PersonalTop(PersonalTopOptions options, PreparedData data, WeightSet weights) : base(options, data, weights)
    {
        int[] counts = data.TrainPositives.CountsOfItems();
        int greatest = counts.Max();
        _popularity = weights.Fixed("popularity", Array.ConvertAll(counts, count => count / (greatest + 1f)), ItemCount);
        if (options.By == "items") return;
        int[][] own = data.Catalog.Genres;
        (_genreCount, _most) = (data.Catalog.GenreNames.Length, own.Max(each => each.Length));
        if (_most == 0)
            throw new InputException($"personal-top goes by the genres of items, and {data.Name} has none; set $.models.personal-top.by to \"items\", or leave the model out.");
        int[] genres = new int[(ItemCount + 1) * _most];
        Array.Fill(genres, _genreCount);
        float[] parts = new float[ItemCount * _most], shares = new float[_genreCount + 1];
        for (int item = 0; item < ItemCount; item++)
        {
            own[item].CopyTo(genres, item * _most);
            parts.AsSpan(item * _most, own[item].Length).Fill(1f / own[item].Length);
            foreach (int genre in own[item]) shares[genre] += counts[item];
        }
        float all = Math.Max(1, shares.Sum());
        _genres = weights.Indexes("genres", genres, ItemCount + 1, _most);
        _parts = weights.Fixed("parts", parts, ItemCount, _most);
        _shares = weights.Fixed("shares", Array.ConvertAll(shares, share => share / all), 1, _genreCount + 1);
    }

    protected override T Scores<T>(IOps<T> ops, T history, T length, T items)
    {
        T popularity = ops.Lookup(_popularity, items);                                               // [B, N]
        if (_genres is null) return ops.Add(ops.Pick(ops.Counts(history, ItemCount), items), popularity);
        T counts = ops.Counts(ops.Reshape(ops.Lookup(_genres, history), 0, -1), _genreCount + 1);    // [B, G + 1], what was filled up last
        T total = ops.Add(ops.Sum(ops.Slice(counts, 1, 0, _genreCount), 1, keepAxis: true), ops.Scalar(1)); // [B, 1]
        T taste = ops.Div(ops.Add(counts, ops.Weight(_shares!)), total);                             // [B, G + 1]
        T found = ops.Pick(taste, ops.Reshape(ops.Lookup(_genres, items), 0, -1));                   // [B, N K]
        T affinity = ops.Sum(ops.Mul(ops.Reshape(found, 0, -1, _most), ops.Lookup(_parts!, items)), -1, keepAxis: false);
        return ops.Mul(popularity, affinity);
    }
}
