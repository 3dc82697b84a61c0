using OnnxRecs.Data.Reading;

namespace OnnxRecs.Data.Loaders;

/// <summary>
/// MovieLens 100K: <c>u.data</c> (tabs), <c>u.item</c> (Latin-1, a 0/1 column for each genre), <c>u.genre</c> (their names), <c>u.user</c> and the
/// folds <c>u1</c> to <c>u5</c>, each a file of test rows and one of the others.
/// </summary>
/// <remarks>The genre "unknown" is read as none. Indexes follow the numeric ids.</remarks>
internal static class MovieLens100K
{
    public const int FoldCount = 5;
    private const int MaxAge = 150;

    private static readonly RowFormat Tabs = new("\t");
    private static readonly RowFormat Fold = Tabs with { MayBeEmpty = true };
    private static readonly RowFormat Bars = new("|") { IsLatin1 = true };

    public static Dataset Load(LoaderEntry set, LoadContext context)
    {
        var table = new EventTable<NumberIds>();
        context.Rows("u.data", Tabs, rows =>
        {
            Row row = ReadRow(rows);
            table.Add(table.Users.CodeOf(row.User), table.Items.CodeOf(row.Item), row.Value, row.Time);
        });
        EventSet events = table.Close();
        ItemCatalog catalog = ReadItems(context, events.Items);
        DatasetFacts facts = set.FactsOf(events, catalog, ReadUsers(context, events.Users));
        return new Dataset(facts, events.Events, [.. Enumerable.Range(1, FoldCount).Select(fold => ReadFold(context, events, $"u{fold}"))]);
    }

    private static Row ReadRow(RowReader rows)
    {
        var row = new Row(rows.Number("user id"), rows.Number("item id"), rows.Value("rating", ValueScale.Stars), rows.Time("timestamp"));
        rows.End();
        return row;
    }

    private static ItemCatalog ReadItems(LoadContext context, IdMap ids)
    {
        string[] genreNames = ReadGenres(context);
        var items = new ItemTable(ids);
        var genres = new List<string>();
        context.Rows("u.item", Bars, rows =>
        {
            long id = rows.Number("movie id");
            string title = rows.Text("movie title");
            rows.Skip("release date");
            rows.Skip("video release date");
            rows.Skip("address");
            genres.Clear();
            foreach (string genre in genreNames)
            {
                ReadOnlySpan<byte> flag = rows.Field(genre);
                if (flag.Length != 1 || flag[0] is not ((byte)'0' or (byte)'1')) throw rows.Wrong(genre, flag, "0 or 1");
                if (flag[0] == '1' && genre != "unknown") genres.Add(genre);
            }
            rows.End();
            if (!items.Add($"{id}", title, null, [.. genres])) throw rows.Wrong("movie id", $"{id}", "an id that has not occurred before");
        }, "u.genre");
        context.ReportMissing("u.item", "film", items.Missing);
        return items.Close();
    }

    private static string[] ReadGenres(LoadContext context)
    {
        var names = new List<string>();
        context.Rows("u.genre", Bars, rows =>
        {
            string genre = rows.Text("genre");
            long number = rows.Number("number");
            rows.End();
            if (number != names.Count) throw rows.Wrong("number", $"{number}", $"{names.Count}");
            names.Add(genre);
        });
        return [.. names];
    }

    private static UserCatalog ReadUsers(LoadContext context, IdMap ids)
    {
        var users = new UserTable(ids);
        context.Rows("u.user", Bars, rows =>
        {
            long id = rows.Number("user id");
            long age = rows.Number("age");
            if (age > MaxAge) throw rows.Wrong("age", $"{age}", $"at most {MaxAge}");
            string gender = rows.Text("gender");
            if (gender is not ("F" or "M")) throw rows.Wrong("gender", gender, "F or M");
            string occupation = rows.Text("occupation");
            rows.Skip("zip code");
            rows.End();
            if (!users.Add($"{id}", (int)age, gender, occupation)) throw rows.Wrong("user id", $"{id}", "an id that has not occurred before");
        });
        context.ReportMissing("u.user", "user", users.Missing);
        return users.Close();
    }

    /// <summary>A fold: the two files hold each event once, whichever of them it is in.</summary>
    private static PublishedSplit ReadFold(LoadContext context, EventSet events, string name)
    {
        var eventOf = new Dictionary<(int User, int Item), int>(events.Events.Count);
        for (int i = 0; i < events.Events.Count; i++) eventOf[(events.Events.Users[i], events.Events.Items[i])] = i;
        bool[] isTest = new bool[events.Events.Count], found = new bool[events.Events.Count];
        foreach (string file in (string[])[$"{name}.base", $"{name}.test"])
        {
            context.Rows(file, Fold, rows =>
            {
                Row row = ReadRow(rows);
                int e = eventOf.GetValueOrDefault((events.Users.IndexOf($"{row.User}"), events.Items.IndexOf($"{row.Item}")), -1);
                if (e < 0 || events.Events.Values[e] != row.Value || events.Events.Times[e] != row.Time)
                    throw rows.Fault("row", "a row of u.data", $"the row of user {row.User} and item {row.Item} is not in u.data");
                if (found[e]) throw rows.Fault("row", "each row of u.data once", $"the row of user {row.User} and item {row.Item} has occurred before, here or in {name}.base");
                found[e] = true;
                isTest[e] = file.EndsWith("test", StringComparison.Ordinal);
            }, "u.data");
        }
        int missing = found.Count(each => !each);
        if (missing > 0) context.Report(new Problem(context.NameOf($"{name}.base"), 0, "rows", "all rows of u.data", $"and {name}.test together lack {missing:N0} of the {found.Length:N0} rows of u.data"));
        return new PublishedSplit(name, isTest);
    }

    private readonly record struct Row(long User, long Item, float Value, long Time);
}
