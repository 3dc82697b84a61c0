using OnnxRecs.Data;

namespace OnnxRecs.Study.Analysis;

/// <summary>What is offered of a genre beside what is taken of it. An item of several genres counts for each, so shares add up to more than 1.</summary>
/// <param name="Name">Of the genre or category.</param>
/// <param name="Items">Items of the genre that have events.</param>
/// <param name="Events">Events with such items.</param>
/// <param name="ShareOfItems">Of all items that have events.</param>
/// <param name="ShareOfEvents">Of all events.</param>
public sealed record GenreCount(string Name, int Items, long Events, double ShareOfItems, double ShareOfEvents)
{
    /// <summary>How many times as often it is taken as offered.</summary>
    public double Ratio => ShareOfEvents / ShareOfItems;
}

/// <summary>All genres that occur.</summary>
/// <param name="Genres">The most taken first; of equals by name.</param>
/// <param name="ItemsWithout">Items with events but without a genre.</param>
/// <param name="EventsWithout">Events with such items.</param>
public sealed record GenreCounts(GenreCount[] Genres, int ItemsWithout, long EventsWithout)
{
    /// <summary>Null where no item has a genre. O(n) for n genres of all items.</summary>
    internal static GenreCounts? Of(ItemCatalog catalog, EventCounts counts)
    {
        int[] items = new int[catalog.GenreNames.Length];
        long[] events = new long[items.Length];
        int allItems = 0, itemsWithout = 0;
        long allEvents = 0, eventsWithout = 0;
        for (int item = 0; item < counts.OfItems.Length; item++)
        {
            int count = counts.OfItems[item];
            if (count == 0) continue;
            allItems++;
            allEvents += count;
            if (catalog.Genres[item].Length == 0)
            {
                itemsWithout++;
                eventsWithout += count;
            }
            foreach (int genre in catalog.Genres[item])
            {
                items[genre]++;
                events[genre] += count;
            }
        }
        if (itemsWithout == allItems) return null;

        IEnumerable<GenreCount> genres = Enumerable.Range(0, items.Length).Where(genre => items[genre] > 0).Select(genre => new GenreCount(
            catalog.GenreNames[genre], items[genre], events[genre], (double)items[genre] / allItems, (double)events[genre] / allEvents));
        return new GenreCounts([.. genres.OrderByDescending(genre => genre.Events).ThenBy(genre => genre.Name, StringComparer.Ordinal)], itemsWithout, eventsWithout);
    }
}
