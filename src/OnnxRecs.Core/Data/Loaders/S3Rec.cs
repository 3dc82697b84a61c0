using System.Text.Json;
using OnnxRecs.Data.Reading;

namespace OnnxRecs.Data.Loaders;

/// <summary>
/// The S3-Rec paper's 5-core sequences (Zhou et al., 2020): "user item item ..." on a line, in order of time; where there is one, a file of the
/// same shape with the times; and each item's attributes in JSON.
/// </summary>
/// <remarks>Attributes have no names; they become genres "attribute 12". Without times an event's time is its place in the row, from 0. Indexes follow the numeric ids.</remarks>
internal static class S3Rec
{
    private const int MaxJson = 1 << 28;
    private static readonly RowFormat Format = new(" ");

    public static Dataset Load(LoaderEntry set, LoadContext context)
    {
        string itemsFile = set.Files[0].Name, attributesFile = set.Files[1].Name, timesFile = set.Files[2].Name;
        Dictionary<long, long[]>? times = context.Has(timesFile) ? ReadTimes(context, timesFile) : null;
        var table = new EventTable<NumberIds>();
        var known = new HashSet<long>();
        context.Rows(itemsFile, Format, rows =>
        {
            long user = rows.Number("user");
            long[] items = ReadNumbers(rows, "item");
            long[]? own = null;
            if (times is not null && (!times.TryGetValue(user, out own) || own.Length != items.Length))
                throw rows.Fault("items", "as many items as the file of times has times", $"user {user} has {items.Length:N0} items, expected {own?.Length ?? 0:N0} as in {timesFile}");
            if (!known.Add(user)) throw rows.Wrong("user", $"{user}", "a user who has not occurred before");
            int code = table.Users.CodeOf(user);
            for (int i = 0; i < items.Length; i++) table.Add(code, table.Items.CodeOf(items[i]), 1, own is null ? i : own[i]);
        }, timesFile);
        if (times?.Keys.Any(user => !known.Contains(user)) == true) context.Report(new Problem(context.NameOf(timesFile), 0, "user", "the users of the items", $"has users that {itemsFile} lacks"));
        EventSet events = table.Close();
        var catalog = new ItemTable(events.Items);
        context.Whole(attributesFile, MaxJson, json => ReadAttributes(context.NameOf(attributesFile), json, catalog));
        return new Dataset(set.FactsOf(events, catalog.Close(), notes: times is null ? [Sequences.TimesNote] : []) with { Times = times is null ? TimeKind.OrderOfUser : TimeKind.Moment }, events.Events);
    }

    private static Dictionary<long, long[]> ReadTimes(LoadContext context, string file)
    {
        var times = new Dictionary<long, long[]>();
        context.Rows(file, Format, rows =>
        {
            long user = rows.Number("user");
            long[] own = ReadNumbers(rows, "time");
            for (int i = 0; i < own.Length; i++)
            {
                if (own[i] > Numbers.LastSecond) throw rows.Wrong("time", $"{own[i]}", "seconds since 1970");
                if (i > 0 && own[i] < own[i - 1]) throw rows.Wrong("time", $"{own[i]}", "times in ascending order");
            }
            if (!times.TryAdd(user, own)) throw rows.Wrong("user", $"{user}", "a user who has not occurred before");
        });
        return times;
    }

    private static long[] ReadNumbers(RowReader rows, string column)
    {
        var numbers = new List<long> { rows.Number(column) };
        while (rows.HasField) numbers.Add(rows.Number(column));
        return [.. numbers];
    }

    /// <summary>Reads {"item": [attribute, ...], ...}.</summary>
    private static void ReadAttributes(string file, byte[] json, ItemTable catalog)
    {
        var reader = new Utf8JsonReader(json);
        try
        {
            Expect(JsonTokenType.StartObject, ref reader, file);
            var names = new List<string>();
            while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
            {
                if (!Numbers.TryWhole(reader.ValueSpan, out long item)) throw Wrong(file, ref reader, "an item's number in quotes");
                Expect(JsonTokenType.StartArray, ref reader, file);
                names.Clear();
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                {
                    if (reader.TokenType != JsonTokenType.Number || !Numbers.TryWhole(reader.ValueSpan, out long attribute)) throw Wrong(file, ref reader, "a whole number from 0");
                    names.Add($"attribute {attribute}");
                }
                if (!catalog.Add($"{item}", "", 0, [.. names])) throw Wrong(file, ref reader, "each item once");
            }
            // Whatever follows the object is an error that only reading shows.
            reader.Read();
        }
        catch (JsonException error)
        {
            throw new Problem(file, (error.LineNumber ?? 0) + 1, "JSON", "JSON", $"no JSON ({error.Message.Split(" LineNumber:")[0].TrimEnd('.')}), expected an object of arrays").ToException(error);
        }
    }

    private static void Expect(JsonTokenType token, ref Utf8JsonReader reader, string file)
    {
        if (!reader.Read() || reader.TokenType != token) throw Wrong(file, ref reader, token == JsonTokenType.StartArray ? "an array of numbers" : "an object of arrays");
    }

    private static InvalidDataException Wrong(string file, ref Utf8JsonReader reader, string expected) =>
        new Problem(file, 0, "JSON", expected, $"has a {reader.TokenType} at byte {reader.TokenStartIndex:N0}, expected {expected}").ToException();
}
