using OnnxRecs.Config;
using OnnxRecs.Data.Reading;

namespace OnnxRecs.Data.Loaders;

/// <summary>Anybody's files: events and, where there are any, items and users, with columns, separators and units as the settings say.</summary>
/// <remarks>
/// Ids are text; indexes follow their ordinal order. Without a column of times the time is the row's number, from 0. Items and users without a
/// row in their file are no error, but noted.
/// </remarks>
public static class TableLoader
{
    /// <summary>The set as one that can be read, checked and hashed like a published one; its files are relative to the folder of data sets.</summary>
    /// <param name="options">What lies where.</param>
    /// <param name="name">What the set is called.</param>
    public static LoaderEntry EntryOf(TableOptions options, string name) => new(name, "a table of one's own", KindOf(options), (entry, context) => Load(entry, options, context))
    {
        Licence = options.Licence,
        Files = [.. new[] { options.File, options.Items?.File, options.Users?.File }.OfType<string>().Select(file => new DataFile(file))],
        IsDeep = false,
    };

    private static ValueKind KindOf(TableOptions options) => (options.Kind, options.Value) switch
    {
        ("count", _) => ValueKind.Count,
        ("rating", _) or ("auto", not "") => ValueKind.Rating,
        _ => ValueKind.Event,
    };

    /// <summary>O(n log n) for n rows.</summary>
    /// <exception cref="InputException">A setting is wrong, such as an encoding that nobody knows.</exception>
    /// <exception cref="InvalidDataException">A file is missing or malformed; the message names file, line, found and expected.</exception>
    private static Dataset Load(LoaderEntry entry, TableOptions options, LoadContext context)
    {
        EventSet events = ReadEvents(options, context);
        var notes = new List<string>();
        if (IsOrdered(options)) notes.Add("there is no column of times: the rows count as being in the order of time");
        ItemCatalog catalog = ReadItems(options.Items, context, events.Items, notes);
        UserCatalog? people = options.Users is null ? null : ReadUsers(options.Users, context, events.Users, notes);
        return new Dataset(entry.FactsOf(events, catalog, people, [.. notes]) with { Times = IsOrdered(options) ? TimeKind.Order : TimeKind.Moment }, events.Events);
    }

    private static bool IsOrdered(TableOptions options) => options.TimeUnit == "rows";

    private static EventSet ReadEvents(TableOptions options, LoadContext context)
    {
        var scale = new ValueScale(options.Min, options.Max, 0, $"a number from {options.Min} to {options.Max}");
        var table = new EventTable<TextIds>();
        KeptField user = default, item = default;
        float value = 1;
        long time = 0;
        var columns = new TableColumns(context.NameOf(options.File), "$.table", options.Format)
        {
            { "user", options.User, (rows, column) => user.Keep(rows.Id(column)) },
            { "item", options.Item, (rows, column) => item.Keep(rows.Id(column)) },
            { "value", options.Value, (rows, column) => value = rows.Value(column, scale) },
            { "time", options.Time, (rows, column) => time = ReadTime(rows, column, options.TimeUnit) },
        };
        columns.Read(context, options.File, rows =>
        {
            if (IsOrdered(options)) time = table.Count;
            table.Add(table.Users.CodeOf(user.Bytes, rows, options.User), table.Items.CodeOf(item.Bytes, rows, options.Item), value, time);
        });
        return table.Close(options.Time.Length == 0 ? 1 : UnitsInASecond(options.TimeUnit));
    }

    private static ItemCatalog ReadItems(ItemTableOptions? options, LoadContext context, IdMap ids, List<string> notes)
    {
        var items = new ItemTable(ids);
        if (options is null) return items.Close();
        string id = "", title = "", provider = "";
        string[] genres = [];
        int? year = options.Year.Length == 0 ? null : 0;
        var columns = new TableColumns(context.NameOf(options.File), "$.table.items", options.Format)
        {
            { "id", options.Id, (rows, column) => id = rows.Text(column, rows.Id(column)) },
            { "title", options.Title, (rows, column) => title = rows.Text(column) },
            { "year", options.Year, (rows, column) => year = ReadSmall(rows, column, 9999) },
            { "genres", options.Genres, (rows, column) => genres = rows.Text(column).Split(options.GenreSeparator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) },
            { "provider", options.Provider, (rows, column) => provider = rows.Text(column).Trim() },
        };
        columns.Read(context, options.File, rows =>
        {
            if (!items.Add(id, title, year, genres, provider)) throw rows.Wrong(options.Id, id, "an id that has not occurred before");
        });
        int missing = items.Missing.Count();
        if (missing > 0) notes.Add($"{missing:N0} of {ids.Count:N0} items have no row in {options.File}");
        return items.Close();
    }

    private static UserCatalog ReadUsers(UserTableOptions options, LoadContext context, IdMap ids, List<string> notes)
    {
        var users = new UserTable(ids);
        string id = "", gender = "", occupation = "";
        int age = 0;
        var columns = new TableColumns(context.NameOf(options.File), "$.table.users", options.Format)
        {
            { "id", options.Id, (rows, column) => id = rows.Text(column, rows.Id(column)) },
            { "age", options.Age, (rows, column) => age = ReadSmall(rows, column, 150) },
            { "gender", options.Gender, (rows, column) => gender = rows.Text(column).Trim() },
            { "occupation", options.Occupation, (rows, column) => occupation = rows.Text(column).Trim() },
        };
        columns.Read(context, options.File, rows =>
        {
            if (!users.Add(id, age, gender, occupation)) throw rows.Wrong(options.Id, id, "an id that has not occurred before");
        });
        int missing = users.Missing.Count();
        if (missing > 0) notes.Add($"{missing:N0} of {ids.Count:N0} users have no row in {options.File}");
        return users.Close();
    }

    private static long ReadTime(RowReader rows, string column, string unit)
    {
        if (unit != "iso") return rows.Time(column, UnitsInASecond(unit));
        string text = rows.Text(column);
        // The day has to come first and whole: what else .NET takes for a date depends on where people live.
        bool isDate = text.Length >= 10 && text[4] == '-' && text[7] == '-';
        return isDate && DateTimeOffset.TryParse(text, null, System.Globalization.DateTimeStyles.AssumeUniversal, out DateTimeOffset time) && time >= DateTimeOffset.UnixEpoch
            ? (time - DateTimeOffset.UnixEpoch).Ticks
            : throw rows.Wrong(column, text, "a time from 1970 on such as 2026-01-31T12:00:00Z");
    }

    private static int UnitsInASecond(string unit) => unit switch
    {
        "iso" => (int)TimeSpan.TicksPerSecond,
        "milliseconds" => 1000,
        _ => 1,
    };

    /// <summary>A whole number, or 0 where the field is empty.</summary>
    private static int ReadSmall(RowReader rows, string column, int max)
    {
        ReadOnlySpan<byte> field = rows.Field(column);
        if (field.IsEmpty) return 0;
        return Numbers.TryWhole(field, out long number) && number <= max ? (int)number : throw rows.Wrong(column, field, $"a whole number from 0 to {max}, or nothing");
    }

    /// <summary>A field that is kept while the others of its row are read, in an array that is used again.</summary>
    private struct KeptField
    {
        private byte[]? _bytes;
        private int _length;

        public readonly ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, _length);

        public void Keep(ReadOnlySpan<byte> field)
        {
            if (_bytes is null || _bytes.Length < field.Length) _bytes = new byte[Math.Max(64, field.Length * 2)];
            field.CopyTo(_bytes);
            _length = field.Length;
        }
    }
}
