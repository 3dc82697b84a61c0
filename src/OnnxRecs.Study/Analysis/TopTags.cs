using OnnxRecs.Data;

namespace OnnxRecs.Study.Analysis;

/// <summary>A word that people gave to items.</summary>
/// <param name="Items">Items with events that have it.</param>
public sealed record TagCount(string Name, int Items);

/// <summary>The tags of items that have events.</summary>
/// <param name="Distinct">How many different ones.</param>
/// <param name="TaggedItems">Items with at least one.</param>
/// <param name="Top">Those of the most items; of equals by name.</param>
public sealed record TopTags(int Distinct, int TaggedItems, TagCount[] Top)
{
    internal const int Most = 10;

    /// <summary>Null where no item has a tag. O(n) for the tags of all items.</summary>
    internal static TopTags? Of(ItemCatalog catalog, EventCounts counts)
    {
        int[] items = new int[catalog.TagNames.Length];
        int tagged = 0;
        for (int item = 0; item < counts.OfItems.Length; item++)
        {
            if (counts.OfItems[item] == 0 || catalog.Tags[item].Length == 0) continue;
            tagged++;
            foreach (int tag in catalog.Tags[item]) items[tag]++;
        }
        if (tagged == 0) return null;
        IEnumerable<TagCount> tags = Enumerable.Range(0, items.Length).Where(tag => items[tag] > 0).Select(tag => new TagCount(catalog.TagNames[tag], items[tag]));
        TagCount[] top = [.. tags.OrderByDescending(tag => tag.Items).ThenBy(tag => tag.Name, StringComparer.Ordinal).Take(Most)];
        return new TopTags(items.Length - items.AsSpan().Count(0), tagged, top);
    }
}
