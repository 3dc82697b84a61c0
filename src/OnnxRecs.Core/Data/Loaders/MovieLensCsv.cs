using OnnxRecs.Data.Reading;

namespace OnnxRecs.Data.Loaders;

/// <summary>MovieLens in csv (latest-small, latest, 20M, 25M, 32M): <c>ratings.csv</c>, <c>movies.csv</c>, <c>tags.csv</c> where there is one.</summary>
/// <remarks>
/// UTF-8, header rows, half stars, quoted titles, genres joined by '|'; "(no genres listed)" is read as none. Films that nobody rated are left
/// out. Indexes follow the numeric ids.
/// </remarks>
internal static class MovieLensCsv
{
    private static readonly RowFormat Ratings = new(",") { Header = "userId,movieId,rating,timestamp" };
    private static readonly RowFormat Movies = new(",") { Header = "movieId,title,genres", Quotes = true };
    private static readonly RowFormat Tags = new(",") { Header = "userId,movieId,tag,timestamp", Quotes = true, MayBeEmpty = true };

    public static Dataset Load(LoaderEntry set, LoadContext context)
    {
        var table = new EventTable<NumberIds>();
        context.Rows("ratings.csv", Ratings, rows =>
        {
            long user = rows.Number("userId"), item = rows.Number("movieId");
            float value = rows.Value("rating", ValueScale.HalfStars);
            long time = rows.Time("timestamp");
            rows.End();
            table.Add(table.Users.CodeOf(user), table.Items.CodeOf(item), value, time);
        });
        EventSet events = table.Close();

        var items = new ItemTable(events.Items);
        context.Rows("movies.csv", Movies, rows =>
        {
            long id = rows.Number("movieId");
            string title = rows.Text("title");
            string genres = rows.Text("genres");
            rows.End();
            string[] names = genres is "" or "(no genres listed)" ? [] : genres.Split('|');
            if (!items.Add($"{id}", title, null, names)) throw rows.Wrong("movieId", $"{id}", "an id that has not occurred before");
        });
        context.ReportMissing("movies.csv", "film", items.Missing);
        if (context.Has("tags.csv"))
        {
            context.Rows("tags.csv", Tags, rows =>
            {
                rows.Number("userId");
                long item = rows.Number("movieId");
                string tag = rows.Text("tag");
                rows.Time("timestamp");
                rows.End();
                items.Tag($"{item}", tag);
            });
        }
        return new Dataset(set.FactsOf(events, items.Close()), events.Events);
    }
}
