using OnnxRecs.Data.Reading;

namespace OnnxRecs.Data.Loaders;

/// <summary>The SASRec paper's files (Kang and McAuley, 2018): "user item" on each line, each user's in order of time.</summary>
/// <remarks>Nothing but the order is known: the time of an event is its place among the user's, from 0. Indexes follow the numeric ids.</remarks>
internal static class Sequences
{
    public const string TimesNote = "no times were published: the time of an event is its place among the user's events";

    private static readonly RowFormat Format = new(" ");

    public static Dataset Load(LoaderEntry set, LoadContext context)
    {
        var table = new EventTable<NumberIds>();
        var places = new Column<int>();
        context.Rows(set.Files[0].Name, Format, rows =>
        {
            long userId = rows.Number("user"), itemId = rows.Number("item");
            rows.End();
            int user = table.Users.CodeOf(userId);
            if (user == places.Count) places.Add(0);
            table.Add(user, table.Items.CodeOf(itemId), 1, places[user]++);
        });
        EventSet events = table.Close();
        return new Dataset(set.FactsOf(events, new ItemTable(events.Items).Close(), notes: TimesNote) with { Times = TimeKind.OrderOfUser }, events.Events);
    }
}
