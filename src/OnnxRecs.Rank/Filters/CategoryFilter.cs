using OnnxRecs.Config;
using OnnxRecs.Data;

namespace OnnxRecs.Rank.Filters;

/// <summary>Which genres or categories may be shown.</summary>
public sealed record CategoryOptions : ItemFilterOptions
{
    /// <summary>An item needs at least one of these; empty: any will do.</summary>
    public string[] Allow { get; init; } = [];

    /// <summary>An item has none of these.</summary>
    public string[] Deny { get; init; } = [];
}

/// <summary>Drops items by their categories.</summary>
public static class CategoryFilter
{
    /// <exception cref="InputException">The data have no such category.</exception>
    public static IFilter Create(CategoryOptions options, PreparedData data)
    {
        bool[] allowed = Named(options.Allow, "allow", data), denied = Named(options.Deny, "deny", data);
        return new CatalogueFilter("category", Array.ConvertAll(
            data.Catalog.Genres,
            genres => Array.Exists(genres, genre => denied[genre]) || (options.Allow.Length > 0 && !Array.Exists(genres, genre => allowed[genre]))));
    }

    private static bool[] Named(string[] names, string key, PreparedData data)
    {
        string[] known = data.Catalog.GenreNames;
        bool[] named = new bool[known.Length];
        for (int i = 0; i < names.Length; i++)
        {
            int genre = Array.IndexOf(known, names[i]);
            if (genre < 0)
            {
                string there = known.Length == 0 ? $"{data.Name} has no categories" : $"\"{names[i]}\" is none of {string.Join(", ", known)}{Spelling.Hint(names[i], known)}";
                throw new InputException($"$.rank.filters.category.{key}[{i}]: {there}");
            }
            named[genre] = true;
        }
        return named;
    }
}
