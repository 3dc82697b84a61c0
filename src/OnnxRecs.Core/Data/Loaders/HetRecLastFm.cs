using OnnxRecs.Data.Reading;

namespace OnnxRecs.Data.Loaders;

/// <summary>
/// HetRec 2011 Last.fm 2K: <c>user_artists.dat</c> (how often a user listened), <c>artists.dat</c>, and what users called artists when:
/// <c>tags.dat</c> (Latin-1, the others UTF-8) and <c>user_taggedartists.dat</c>.
/// </summary>
/// <remarks>
/// The counts carry no time. That of a user and an artist is the day on which the user first gave the artist a tag; where there is none, or only
/// one from before Last.fm was there, it is 0. Tags of artists whom nobody listened to are passed over. Indexes follow the numeric ids.
/// </remarks>
internal static class HetRecLastFm
{
    private const int FirstYear = 2002;

    private static readonly RowFormat Counts = new("\t") { Header = "userID\tartistID\tweight" };
    private static readonly RowFormat Artists = new("\t") { Header = "id\tname\turl\tpictureURL" };
    private static readonly RowFormat TagNames = new("\t") { Header = "tagID\ttagValue", IsLatin1 = true };
    private static readonly RowFormat Taggings = new("\t") { Header = "userID\tartistID\ttagID\tday\tmonth\tyear" };
    private static readonly ValueScale Listenings = new(1, 1e9, 1, "a whole number from 1 to 1,000,000,000");

    public static Dataset Load(LoaderEntry set, LoadContext context)
    {
        var taggings = new TaggingTable();
        ReadTagNames(context, taggings);
        ReadTaggings(context, taggings);

        var table = new EventTable<NumberIds>();
        int undated = 0;
        context.Rows("user_artists.dat", Counts, rows =>
        {
            long user = rows.Number("userID"), artist = rows.Number("artistID");
            float count = rows.Value("weight", Listenings);
            rows.End();
            if (!taggings.First.TryGetValue((user, artist), out long time)) undated++;
            table.Add(table.Users.CodeOf(user), table.Items.CodeOf(artist), count, time);
        });
        EventSet events = table.Close();

        var items = new ItemTable(events.Items);
        context.Rows("artists.dat", Artists, rows =>
        {
            long id = rows.Number("id");
            string name = rows.Text("name");
            rows.Skip("url");
            rows.Skip("pictureURL");
            rows.End();
            if (!items.Add($"{id}", name, 0, [])) throw rows.Wrong("id", $"{id}", "an id that has not occurred before");
        });
        context.ReportMissing("artists.dat", "artist", items.Missing);
        foreach ((long artist, long tag) in taggings.All) items.Tag($"{artist}", taggings.Names[tag]);

        List<string> notes = [$"{undated:N0} of {table.Count:N0} counts have no date; the others have that of the user's first tag for the artist, to the day"];
        if (taggings.TooEarly > 0) notes.Add($"{taggings.TooEarly:N0} tag dates before {FirstYear}, when there was no Last.fm, are passed over");
        return new Dataset(set.FactsOf(events, items.Close(), notes: [.. notes]), events.Events);
    }

    private static void ReadTagNames(LoadContext context, TaggingTable taggings) => context.Rows("tags.dat", TagNames, rows =>
    {
        long id = rows.Number("tagID");
        string name = rows.Text("tagValue");
        rows.End();
        if (!taggings.Names.TryAdd(id, name)) throw rows.Wrong("tagID", $"{id}", "an id that has not occurred before");
    });

    private static void ReadTaggings(LoadContext context, TaggingTable taggings) => context.Rows("user_taggedartists.dat", Taggings, rows =>
    {
        long user = rows.Number("userID"), artist = rows.Number("artistID"), tag = rows.Number("tagID");
        if (!taggings.Names.ContainsKey(tag)) throw rows.Wrong("tagID", $"{tag}", "an id of tags.dat");
        long day = rows.Number("day"), month = rows.Number("month"), year = rows.Number("year");
        rows.End();
        if (year is < 1 or > 9999 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth((int)year, (int)month))
            throw rows.Wrong("day, month, year", $"{day} {month} {year}", "a date");
        taggings.All.Add((artist, tag));
        if (year < FirstYear)
        {
            taggings.TooEarly++;
            return;
        }
        long time = new DateTimeOffset((int)year, (int)month, (int)day, 0, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds();
        taggings.First[(user, artist)] = Math.Min(time, taggings.First.GetValueOrDefault((user, artist), long.MaxValue));
    }, "tags.dat");

    private sealed class TaggingTable
    {
        public Dictionary<long, string> Names { get; } = [];

        public HashSet<(long Artist, long Tag)> All { get; } = [];

        public Dictionary<(long User, long Artist), long> First { get; } = [];

        public int TooEarly { get; set; }
    }
}
