using System.CommandLine;
using System.Text.Json.Nodes;
using OnnxRecs.Config;
using OnnxRecs.Data;
using OnnxRecs.Data.Loaders;
using OnnxRecs.Data.Reading;

namespace OnnxRecs.Cli;

/// <summary><c>onnxrecs data check</c>: reads data sets to their ends and says all that is wrong with them.</summary>
internal static class DataCheckCommand
{
    public static Command Create(Terminal terminal, TimeProvider time)
    {
        var names = new Argument<string[]>("NAME") { Description = "Data sets; default: all that are here, and that of $.table", Arity = ArgumentArity.ZeroOrMore };
        names.Validators.Add(CommonOptions.RefuseOptions);
        var command = new Verb(
            "check",
            "Reads data sets to their ends, counts what is in them and says all that is wrong.",
            """
            Each row is checked: columns, numbers, ranges, times, text, ids that should be there or be unique; archives by their checksums,
            published sets by the number of their events and, where that holds, by having no user and item twice; and files that a SHA256SUMS beside them lists, by those. Problems of a kind are counted and the first three of them shown; then the
            exit code is 2.

            Examples:
              onnxrecs data check
              onnxrecs data check ml-1m ncf-ml-1m --json
            """)
        {
            names,
            CommonOptions.Json,
        };
        command.SetAction((line, cancel) =>
        {
            PipelineConfig config = CommonOptions.LoadConfig(line);
            using var http = new HttpClient();
            DataSource source = DataSource.FromEnvironment(config.DataDirectory, http, new PlainReporter(terminal.Error, time));
            Found[] found = [.. Wanted(line.GetValue(names) ?? [], config, source).Select(set => Check(set.Entry, set.Place, cancel))];
            if (line.GetValue(CommonOptions.Json)) terminal.WriteJson(new JsonArray([.. found.Select(ToJson)]));
            else foreach (Found set in found) Write(set, terminal.Out);
            long problems = found.Sum(set => set.ProblemCount);
            if (problems == 0) return Task.FromResult(0);
            terminal.Error.WriteLine($"error: {Problems(problems)} in {string.Join(", ", found.Where(set => set.ProblemCount > 0).Select(set => set.Entry.Name))}");
            return Task.FromResult(Failure.NotDone);
        });
        return command;
    }

    private static IEnumerable<(LoaderEntry Entry, string Place)> Wanted(string[] names, PipelineConfig config, DataSource source)
    {
        (LoaderEntry Entry, string Place)[] own = config.Table is { } table ? [(TableLoader.EntryOf(table, config.Dataset), config.DataDirectory)] : [];
        if (names.Length == 0) return own.Concat(LoaderCatalog.All.Select(entry => (entry, (source.Find(entry) ?? source.FindIncomplete(entry))!)).Where(set => set.Item2 is not null));
        return Array.ConvertAll(names, name =>
        {
            if (own is [var table] && table.Entry.Name == name) return table;
            LoaderEntry entry = LoaderCatalog.Get(name);
            return (entry, source.Find(entry) ?? source.FindIncomplete(entry) ?? throw new InputException($"{entry.Name} is not here: run `onnxrecs data fetch {entry.Name}`, or {source.Advice(entry)}"));
        });
    }

    private static Found Check(LoaderEntry entry, string place, CancellationToken cancel)
    {
        CheckResult result = entry.Check(place, cancel);
        string folder = Directory.Exists(place) ? place : Path.GetDirectoryName(Path.GetFullPath(place))!;
        (int listed, IReadOnlyList<Problem> wrong) = ChecksumList.Compare(DataSource.FilesOf(entry, place).Select(Path.GetFullPath), Path.GetFullPath(folder));
        return new Found(entry, place, result, listed, wrong);
    }

    private static void Write(Found set, TextWriter output)
    {
        output.WriteLine($"{set.Entry.Name}: {(set.ProblemCount == 0 ? "sound" : Problems(set.ProblemCount))}, {set.Place}");
        if (set.Result.Dataset is { } data) output.WriteLine($"  {string.Join(", ", CountsOf(data).Select(count => $"{count.Value:N0} {count.Key}"))}");
        if (set.Result.Repeats > 0) output.WriteLine($"  {(set.Result.Repeats == 1 ? "1 event repeats" : $"{set.Result.Repeats:N0} events repeat")} a user's earlier one with the same item");
        if (set.Result.Dataset is { PublishedSplits.Count: > 0 } parted)
            output.WriteLine($"  splits: {string.Join(", ", parted.PublishedSplits.Select(split => $"{split.Name} ({split.IsTest.Count(isTest => isTest):N0} test)"))}");
        foreach (string note in set.Result.Dataset?.Facts.Notes ?? []) output.WriteLine($"  note: {note}");
        if (set.Listed > 0) output.WriteLine($"  {ChecksumList.FileName}: {set.Listed - set.WrongSums.Count(problem => problem.Column == "SHA-256")} of {set.Listed} files as listed");
        foreach (Problem problem in set.WrongSums) output.WriteLine($"  {problem}");
        foreach (ProblemGroup group in set.Result.Problems)
        {
            foreach (Problem example in group.Examples) output.WriteLine($"  {example}");
            if (group.Count > group.Examples.Count) output.WriteLine($"  ... {group.Count - group.Examples.Count:N0} more of {group.File}: {group.Column}, expected {group.Expected}");
        }
    }

    private static string Problems(long count) => count == 1 ? "1 problem" : $"{count:N0} problems";

    private static Dictionary<string, int> CountsOf(Dataset data)
    {
        DatasetFacts facts = data.Facts;
        var counts = new Dictionary<string, int>
        {
            ["users"] = facts.Users.Count,
            ["items"] = facts.Items.Count,
            ["events"] = data.Interactions.Count,
            ["items with a year"] = facts.Catalog.Years.Count(year => year > 0),
            ["genres"] = facts.Catalog.GenreNames.Length,
            ["tags"] = facts.Catalog.TagNames.Length,
            ["users with an occupation"] = facts.People.Occupations.Count(occupation => occupation.Length > 0),
        };
        return counts.Where(count => count.Value > 0 || count.Key is "users" or "items" or "events").ToDictionary();
    }

    private static JsonObject ToJson(Found set) => new()
    {
        ["name"] = set.Entry.Name,
        ["place"] = set.Place,
        ["counts"] = set.Result.Dataset is { } data ? new JsonObject(CountsOf(data).Select(count => KeyValuePair.Create(count.Key, (JsonNode?)count.Value))) : null,
        ["repeats"] = set.Result.Repeats,
        ["splits"] = new JsonArray([.. (set.Result.Dataset?.PublishedSplits ?? []).Select(split => (JsonNode)new JsonObject { ["name"] = split.Name, ["test"] = split.IsTest.Count(isTest => isTest) })]),
        ["notes"] = new JsonArray([.. (set.Result.Dataset?.Facts.Notes ?? []).Select(note => (JsonNode)note)]),
        ["checksums"] = set.Listed,
        ["problems"] = new JsonArray(
        [
            .. set.WrongSums.Select(problem => ToJson(problem.File, problem.Column, problem.Expected, 1, [problem])),
            .. set.Result.Problems.Select(group => ToJson(group.File, group.Column, group.Expected, group.Count, group.Examples)),
        ]),
    };

    private static JsonNode ToJson(string file, string column, string expected, long count, IReadOnlyList<Problem> examples) => new JsonObject
    {
        ["file"] = file,
        ["column"] = column,
        ["expected"] = expected,
        ["count"] = count,
        ["examples"] = new JsonArray([.. examples.Select(example => (JsonNode)new JsonObject { ["line"] = example.Line, ["text"] = example.ToString() })]),
    };

    /// <summary>What came of one set.</summary>
    private sealed record Found(LoaderEntry Entry, string Place, CheckResult Result, int Listed, IReadOnlyList<Problem> WrongSums)
    {
        public long ProblemCount => WrongSums.Count + Result.Problems.Sum(group => group.Count);
    }
}
