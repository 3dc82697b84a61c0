using System.Globalization;
using OnnxRecs.Data.Reading;

namespace OnnxRecs.Data.Loaders;

/// <summary>
/// The NCF paper's leave-one-out split (He et al., 2017): <c>train.rating</c>, <c>test.rating</c> (a row for each user) and <c>test.negative</c> (for
/// each of those rows the 99 items it is ranked against).
/// </summary>
/// <remarks>
/// Ids are the files' numbers. Times are 0 where they are unknown. What was published is kept: a target may be among its own negatives.
/// </remarks>
internal static class NcfFiles
{
    public const string SplitName = "ncf";
    private const int NegativeCount = 99;

    private static readonly RowFormat Format = new("\t");
    private static readonly ValueScale Event = new(1, 1, 1, "1");

    public static Dataset Load(LoaderEntry set, LoadContext context)
    {
        (string trainFile, string testFile, string negativeFile) = (set.Files[0].Name, set.Files[1].Name, set.Files[2].Name);
        var table = new EventTable<NumberIds>();
        int untimed = 0;
        context.Rows(trainFile, Format, rows =>
        {
            Row row = ReadRow(rows, set.Kind);
            untimed += row.Time == 0 ? 1 : 0;
            Add(table, row);
        });
        int trainCount = table.Count;

        var targets = new Dictionary<long, long>();
        context.Rows(testFile, Format, rows =>
        {
            Row row = ReadRow(rows, set.Kind);
            if (!targets.TryAdd(row.User, row.Item)) throw rows.Wrong("user", $"{row.User}", "one row for each user");
            Add(table, row);
        });

        var negatives = new Dictionary<long, long[]>();
        context.Rows(negativeFile, Format, rows => ReadNegatives(rows, targets, negatives, table.Items), testFile);
        foreach (long user in targets.Keys.Where(user => !negatives.ContainsKey(user)))
            context.Report(new Problem(context.NameOf(negativeFile), 0, "row", "a row for each test row", $"has no row for user {user}, who has a test row"));

        EventSet events = table.Close();
        bool[] isTest = new bool[events.Events.Count];
        for (int i = 0; i < isTest.Length; i++) isTest[i] = (events.Order is { } order ? order[i] : i) >= trainCount;
        int[][] negativesOf = [.. events.Users.Ids.Select(id => negatives.GetValueOrDefault(long.Parse(id), []).Select(item => events.Items.IndexOf($"{item}")).ToArray())];
        string[] notes =
        [
            .. untimed == 0 ? (string[])[] : [$"{untimed:N0} of {trainCount:N0} training events have no time (0); they come first, in the order of the file"],
            .. set.Kind == ValueKind.Rating ? (string[])["the paper counts any rating as liked, which is relevance 1"] : [],
        ];
        return new Dataset(set.FactsOf(events, new ItemTable(events.Items).Close(), notes: notes), events.Events, new PublishedSplit(SplitName, isTest, negativesOf));
    }

    private static void Add(EventTable<NumberIds> table, Row row) => table.Add(table.Users.CodeOf(row.User), table.Items.CodeOf(row.Item), row.Value, row.Time);

    /// <summary>user, item, value and, where the file has it, time.</summary>
    private static Row ReadRow(RowReader rows, ValueKind kind)
    {
        var row = new Row(rows.Number("user"), rows.Number("item"), rows.Value("rating", kind == ValueKind.Rating ? ValueScale.Stars : Event), rows.HasField ? rows.Time("time") : 0);
        rows.End();
        return row;
    }

    /// <summary>"(user,item)" and its negatives.</summary>
    private static void ReadNegatives(RowReader rows, Dictionary<long, long> targets, Dictionary<long, long[]> negatives, NumberIds items)
    {
        string key = rows.Text("(user,item)");
        string[] parts = key is ['(', .. string inside, ')'] ? inside.Split(',') : [];
        if (parts.Length != 2 || !long.TryParse(parts[0], NumberStyles.None, null, out long user) || !long.TryParse(parts[1], NumberStyles.None, null, out long target)
            || !targets.TryGetValue(user, out long item) || item != target)
        {
            throw rows.Wrong("(user,item)", key, "a row of the test file");
        }
        long[] own = new long[NegativeCount];
        for (int i = 0; i < NegativeCount; i++) own[i] = rows.Number("negative");
        rows.End();
        if (!negatives.TryAdd(user, own)) throw rows.Wrong("(user,item)", key, "each test row once");
        foreach (long each in own) items.CodeOf(each);
    }

    private readonly record struct Row(long User, long Item, float Value, long Time);
}
