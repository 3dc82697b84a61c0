using OnnxRecs.Data.Reading;

namespace OnnxRecs.Data.Loaders;

/// <summary>Amazon's ratings alone, one category in a file, as McAuley's group published them three times.</summary>
/// <remarks>
/// 2014: user,item,rating,time without a header. 2018: item,user,rating,time without a header; the first two are the other way round. 2023
/// (5-core): user_id,parent_asin,rating,timestamp with a header, times in milliseconds, which order the events and are kept to the second. The later two have a few ratings of 0. Ids are
/// text; indexes follow their ordinal order.
/// </remarks>
internal static class AmazonRatings
{
    private static readonly ValueScale StarsOrNone = new(0, 5, 1, "a rating from 0 to 5");
    private static readonly RowFormat Bare = new(",");
    private static readonly RowFormat WithHeader = new(",") { Header = "user_id,parent_asin,rating,timestamp" };

    public static Dataset Load2014(LoaderEntry set, LoadContext context) => Load(set, context, Bare, ValueScale.Stars, isItemFirst: false, unitsInASecond: 1);

    public static Dataset Load2018(LoaderEntry set, LoadContext context) => Load(set, context, Bare, StarsOrNone, isItemFirst: true, unitsInASecond: 1);

    public static Dataset Load2023(LoaderEntry set, LoadContext context) => Load(set, context, WithHeader, StarsOrNone, isItemFirst: false, unitsInASecond: 1000);

    private static Dataset Load(LoaderEntry set, LoadContext context, RowFormat format, ValueScale scale, bool isItemFirst, int unitsInASecond)
    {
        var table = new EventTable<TextIds>();
        context.Rows(set.Files[0].Name, format, rows =>
        {
            ReadOnlySpan<byte> first = rows.Id(isItemFirst ? "item" : "user"), second = rows.Id(isItemFirst ? "user" : "item");
            float value = rows.Value("rating", scale);
            long time = rows.Time("time", unitsInASecond);
            rows.End();
            int user = table.Users.CodeOf(isItemFirst ? second : first, rows, "user");
            int item = table.Items.CodeOf(isItemFirst ? first : second, rows, "item");
            table.Add(user, item, value, time);
        });
        EventSet events = table.Close(unitsInASecond);
        return new Dataset(set.FactsOf(events, new ItemTable(events.Items).Close()), events.Events);
    }
}
