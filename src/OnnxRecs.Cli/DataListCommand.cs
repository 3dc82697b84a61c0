using System.CommandLine;
using System.Text.Json.Nodes;
using OnnxRecs.Config;
using OnnxRecs.Data.Loaders;

namespace OnnxRecs.Cli;

/// <summary><c>onnxrecs data list</c>: which data sets there are, and where they lie or how to get them.</summary>
internal static class DataListCommand
{
    public static Command Create(Terminal terminal, TimeProvider time)
    {
        var command = new Verb(
            "list",
            "Lists the data sets that can be read, and where they lie.",
            """
            Sets that come in many categories stand in one line, except for those that are here. The table of $.table comes first.

            Examples:
              onnxrecs data list
              ONNXRECS_DATA=/data onnxrecs data list --json
            """)
        {
            CommonOptions.Json,
        };
        command.SetAction(line =>
        {
            PipelineConfig config = CommonOptions.LoadConfig(line);
            using var http = new HttpClient();
            DataSource source = DataSource.FromEnvironment(config.DataDirectory, http, new PlainReporter(terminal.Error, time));
            (LoaderEntry Entry, string? Place)[] sets = [.. Own(config), .. LoaderCatalog.All.Select(entry => (entry, source.Find(entry)))];
            if (line.GetValue(CommonOptions.Json)) terminal.WriteJson(ToJson(sets));
            else ToTable(sets, config).Write(terminal);
        });
        return command;
    }

    /// <summary>The table of one's own, if the settings have one.</summary>
    private static IEnumerable<(LoaderEntry Entry, string? Place)> Own(PipelineConfig config)
    {
        if (config.Table is not { } table) yield break;
        LoaderEntry entry = TableLoader.EntryOf(table, config.Dataset);
        bool isHere = Directory.Exists(config.DataDirectory) && DataSource.FilesOf(entry, config.DataDirectory).Count == entry.Files.Count;
        yield return (entry, isHere ? config.DataDirectory : null);
    }

    private static string HowToGet(LoaderEntry entry, PipelineConfig config) => config.Table is not null && entry.Name == config.Dataset
        ? $"put {string.Join(", ", entry.Files.Select(file => file.Name))} into {config.DataDirectory}"
        : $"onnxrecs data fetch {entry.Name}";

    private static TextTable ToTable((LoaderEntry Entry, string? Place)[] sets, PipelineConfig config)
    {
        var rows = new List<string[]>();
        var families = new HashSet<string>(StringComparer.Ordinal);
        foreach ((LoaderEntry entry, string? place) in sets)
        {
            string values = entry.Kind.ToString().ToLowerInvariant();
            if (place is not null || entry.Family is null) rows.Add([entry.Name, entry.Summary, values, place ?? HowToGet(entry, config)]);
            if (entry.Family is { } family && families.Add(family)) rows.Add([family, entry.Summary, values, $"onnxrecs data fetch {entry.Name}"]);
        }
        return new TextTable(["name", "what", "values", "where, or how to get it"], rows);
    }

    private static JsonArray ToJson((LoaderEntry Entry, string? Place)[] sets) =>
        [.. sets.Select(set => (JsonNode)new JsonObject
        {
            ["name"] = set.Entry.Name,
            ["what"] = set.Entry.Summary,
            ["values"] = set.Entry.Kind.ToString().ToLowerInvariant(),
            ["terms"] = set.Entry.Terms,
            ["place"] = set.Place,
            ["addresses"] = new JsonArray([.. set.Entry.Addresses.Select(address => (JsonNode)address.ToString())]),
        })];
}
