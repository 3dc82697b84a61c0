using OnnxRecs.Config;

namespace OnnxRecs.Data;

/// <summary>Makes one item of all that have the same title, as papers do that take titles for ids (see <see cref="FilterOptions.MergeTitles"/>).</summary>
public static class MergedTitles
{
    /// <summary>The first item of a title stands for all of them, with its own year, genres and tags; items are numbered anew, and those without events are left out. O(n).</summary>
    public static Dataset Of(Dataset data, FilterOptions options)
    {
        if (!options.MergeTitles) return data;
        string[] titles = data.Facts.Catalog.Titles;
        var first = new Dictionary<string, int>(StringComparer.Ordinal);
        int[] merged = new int[titles.Length];
        for (int item = 0; item < titles.Length; item++)
        {
            if (!first.TryGetValue(titles[item], out merged[item])) first.Add(titles[item], merged[item] = item);
        }
        if (first.Count == titles.Length) return data;
        Interactions events = data.Interactions;
        var ofTitles = Interactions.Create(events.Users, Array.ConvertAll(events.Items, item => merged[item]), events.Values, events.Times, events.UserCount, events.ItemCount);
        PublishedSplit[] splits =
        [
            .. data.PublishedSplits.Select(split => split with { Negatives = split.Negatives is null ? null : Array.ConvertAll(split.Negatives, items => items.Select(item => merged[item]).Distinct().ToArray()) }),
        ];
        Dataset result = Subset.WithoutUnused(data with { Interactions = ofTitles, PublishedSplits = splits });
        string note = $"items that have the title of another one count as that: {titles.Length - first.Count:N0}";
        return result with { Facts = result.Facts with { Notes = [.. result.Facts.Notes, note] } };
    }
}
