using OnnxRecs.Data;
using OnnxRecs.Ops;

namespace OnnxRecs.Models.Ratings;

/// <summary>What is known of each item besides its index, as fixed tables: its genres and years, and whether it has training ratings.</summary>
internal sealed class ItemFacts
{
    private const int YearsTogether = 5;
    private readonly Weight _rated; // [I, 1]
    private readonly Weight _features; // [I, F]

    public ItemFacts(WeightSet weights, PreparedData data)
    {
        _rated = weights.Fixed("facts.rated", [.. data.Split.Train.CountsOfItems().Select(count => count > 0 ? 1f : 0f)], data.ItemCount, 1);
        ItemCatalog catalog = data.Catalog;
        int genres = catalog.GenreNames.Length;
        int firstYear = catalog.Years.Where(year => year != 0).DefaultIfEmpty().Min();
        int unknown = (catalog.Years.Max() - firstYear) / YearsTogether + 1;
        FeatureCount = genres + unknown + 1;
        float[] features = new float[data.ItemCount * FeatureCount];
        for (int item = 0; item < data.ItemCount; item++)
        {
            Span<float> row = features.AsSpan(item * FeatureCount, FeatureCount);
            foreach (int genre in catalog.Genres[item]) row[genre] = 1f / catalog.Genres[item].Length;
            row[genres + (catalog.Years[item] == 0 ? unknown : (catalog.Years[item] - firstYear) / YearsTogether)] = 1;
        }
        _features = weights.Fixed("facts.features", features, data.ItemCount, FeatureCount);
    }

    /// <summary>F: one for each genre, for each five years, and for an unknown year.</summary>
    public int FeatureCount { get; }

    public int ItemCount => _rated.Shape[0];

    /// <summary>1 for items with training ratings, else 0: [..] to [.., 1]</summary>
    public T Rated<T>(IOps<T> ops, T items) => ops.Lookup(_rated, items);

    /// <summary>Equal shares of an item's genres, and a 1 for its years: [..] to [.., F]</summary>
    public T Features<T>(IOps<T> ops, T items) => ops.Lookup(_features, items);
}
