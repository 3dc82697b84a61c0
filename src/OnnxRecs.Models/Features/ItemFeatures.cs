using OnnxRecs.Data;
using OnnxRecs.Layers;
using OnnxRecs.Ops;

namespace OnnxRecs.Features;

/// <summary>What a data set knows of its items, as bags of features; null where it knows nothing.</summary>
public static class ItemFeatures
{
    private const int YearsTogether = 5;

    public static FeatureBag? Genres(WeightSet weights, string name, PreparedData data, int dim) =>
        FeatureBag.Of(weights, name, data.Catalog.Genres, data.Catalog.GenreNames.Length, dim);

    /// <summary>Release years, five in a bucket: taste for a time rises and falls, which one number could not say, and single years are too few films.</summary>
    public static FeatureBag? Years(WeightSet weights, string name, PreparedData data, int dim)
    {
        int[] years = data.Catalog.Years;
        int first = years.Where(year => year != 0).DefaultIfEmpty().Min();
        int[][] bags = Array.ConvertAll(years, year => year == 0 ? (int[])[] : [(year - first) / YearsTogether]);
        return FeatureBag.Of(weights, name, bags, (years.DefaultIfEmpty().Max() - first) / YearsTogether + 1, dim);
    }

    /// <summary>See <see cref="TitleWords"/>.</summary>
    public static FeatureBag? Titles(WeightSet weights, string name, PreparedData data, int buckets, int maxWords, int dim) =>
        FeatureBag.Of(weights, name, TitleWords.BucketsOf(data.Facts, buckets, maxWords), buckets, dim);
}
