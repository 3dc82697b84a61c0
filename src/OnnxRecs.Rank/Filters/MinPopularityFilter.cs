using System.ComponentModel.DataAnnotations;
using OnnxRecs.Data;

namespace OnnxRecs.Rank.Filters;

/// <summary>How well known an item has to be.</summary>
public sealed record MinPopularityOptions : ItemFilterOptions
{
    /// <summary>So many training likes.</summary>
    [Range(1, int.MaxValue)]
    public int Count { get; init; } = 1;
}

/// <summary>Drops items of which too little is known to be sure that anybody likes them.</summary>
public static class MinPopularityFilter
{
    public static IFilter Create(MinPopularityOptions options, PreparedData data) =>
        new CatalogueFilter("min-popularity", Array.ConvertAll(data.TrainPositives.CountsOfItems(), count => count < options.Count));
}
