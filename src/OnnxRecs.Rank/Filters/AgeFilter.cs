using System.ComponentModel.DataAnnotations;
using OnnxRecs.Data;

namespace OnnxRecs.Rank.Filters;

/// <summary>How old an item may be. What is not known of an item forbids nothing.</summary>
public sealed record AgeOptions : ItemFilterOptions
{
    /// <summary>Days since its first event, see <see cref="ItemAges"/>; left out: any.</summary>
    [Range(0.0, 1e6)]
    public double? MaxDays { get; init; }

    /// <summary>Released in this year or later; left out: whenever.</summary>
    [Range(1, 9999)]
    public int? FromYear { get; init; }
}

/// <summary>Drops items that are too old.</summary>
public static class AgeFilter
{
    /// <exception cref="InputException">The data lack what the rule goes by.</exception>
    public static IFilter Create(AgeOptions options, PreparedData data)
    {
        if (options.FromYear is not null && Array.TrueForAll(data.Catalog.Years, year => year == 0)) throw new InputException($"$.rank.filters.age.fromYear: of no item of {data.Name} the year is known");
        bool[] forbidden = new bool[data.ItemCount];
        if (options.MaxDays is { } most)
        {
            if (ItemAges.Lacking(data) is { } lacking) throw new InputException($"$.rank.filters.age.maxDays: {lacking}; leave it out.");
            double[] ages = ItemAges.InDays(data.Split.Train);
            for (int item = 0; item < ages.Length; item++) forbidden[item] = ages[item] > most;
        }
        for (int item = 0; item < forbidden.Length; item++) forbidden[item] |= data.Catalog.Years[item] != 0 && data.Catalog.Years[item] < options.FromYear;
        return new CatalogueFilter("age", forbidden);
    }
}
