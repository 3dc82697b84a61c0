using System.Text.Json.Nodes;
using OnnxRecs.Tests.Support;

namespace OnnxRecs.NativeTests.Cli;

public sealed class DataDescribeTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public DataDescribeTests() =>
        _folder.Write("pipeline.json", $$"""{ "dataDirectory": "{{Path.Combine(Repository.Root, "data").Replace('\\', '/')}}", "modelsDirectory": "{{_folder["models"].Replace('\\', '/')}}" }""");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Describe_SettingsSample_PrintsTablesAndWritesThePage()
    {
        CommandLineRun run = await Run("data", "describe");

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        string page = Path.Combine(_folder["models"], "sample", "describe.html");
        Assert.StartsWith("sample: Invented data, CC0\n\nKey figures\nfigure ", run.Out, StringComparison.Ordinal);
        Assert.EndsWith($"\nPage with pictures: {page}\n", run.Out, StringComparison.Ordinal);
        Assert.Contains("\nWhat is missing\n", run.Out, StringComparison.Ordinal);
        Assert.StartsWith("<!DOCTYPE html>", await File.ReadAllTextAsync(page), StringComparison.Ordinal);
        Assert.Equal([page], Directory.GetFiles(Path.GetDirectoryName(page)!));
    }

    [Fact]
    public async Task Describe_NamedSetAsJson_GivesTheFigures()
    {
        CommandLineRun run = await Run("data", "describe", "sample", "--json", "--set", "dataset=ml-1m", "--out", _folder["page.html"]);

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        JsonNode figures = JsonNode.Parse(run.Out)!;
        Assert.Equal(("sample", "rating", _folder["page.html"]), ((string)figures["name"]!, (string)figures["values"]!, (string)figures["page"]!));
        Assert.Equal((int)figures["size"]!["users"]!, (int)figures["perUser"]!["count"]!);
        Assert.True(File.Exists(_folder["page.html"]));
    }

    [Fact]
    public async Task Describe_UnknownSet_ListsTheKnown()
    {
        CommandLineRun run = await Run("data", "describe", "ml-1");

        Assert.Equal((2, ""), (run.ExitCode, run.Out));
        Assert.StartsWith("error: There is no data set 'ml-1'; did you mean \"ml-1m\"? Known: sample, ", run.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder["models"]));
    }

    private Task<CommandLineRun> Run(params string[] line) => CommandLineRun.Of([.. line, "--config", _folder["pipeline.json"]]);
}
