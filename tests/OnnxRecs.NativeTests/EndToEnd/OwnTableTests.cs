using OnnxRecs.Data;
using OnnxRecs.NativeTests.Cli;
using OnnxRecs.Tests.Support;

namespace OnnxRecs.NativeTests.EndToEnd;

/// <summary>Somebody's own files, from a table in the settings to figures.</summary>
public sealed class OwnTableTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly string _config;

    public OwnTableTests()
    {
        string[] rows = [.. Enumerable.Range(0, 400).Select(i => $"2026-01-{1 + i / 20:00}T10:00:00Z;\"customer {i % 20}\";SKU-{i * 7 % 31};{1 + i % 3}")];
        _folder.Write("orders.csv", string.Join('\n', rows.Prepend("when;customer;product;n")) + "\n");
        _folder.Write("items.tsv", string.Concat(Enumerable.Range(0, 31).Select(i => $"SKU-{i}\tProduct {i}\tA|{(i % 2 == 0 ? "B" : "C")}\n").Prepend("sku\tname\tcat\n")));
        _config = _folder.Write("pipeline.json", """
            {
              "dataset": "my-shop", "dataDirectory": ".", "modelsDirectory": "models",
              "table": {
                "file": "orders.csv", "format": { "separator": ";" },
                "user": "customer", "item": "product", "value": "n", "kind": "count", "time": "when", "timeUnit": "iso",
                "items": { "file": "items.tsv", "format": { "separator": "\t" }, "id": "sku", "title": "name", "genres": "cat" },
              },
              "models": { "popular": {} }, "candidates": { "source": "" },
            }
            """);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Table_IsCheckedDescribedAndJudged()
    {
        CommandLineRun check = await Run("data", "check", "my-shop");
        Assert.Equal(0, check.ExitCode);
        Assert.StartsWith("my-shop: sound, ", check.Out, StringComparison.Ordinal);
        Assert.EndsWith("\n  20 users, 31 items, 400 events, 3 genres\n", check.Out, StringComparison.Ordinal);

        Assert.Equal(0, (await Run("data", "describe")).ExitCode);
        Assert.True(File.Exists(_folder["models/my-shop/describe.html"]));

        CommandLineRun pipeline = await Run("pipeline");
        Assert.True(pipeline.ExitCode == 0, pipeline.Error);
        var data = PreparedData.Load(_folder["models/my-shop/data/data.bin"]);
        Assert.Equal((ValueKind.Count, 1f), (data.Facts.Kind, data.Relevance));
        Assert.Equal("Product 5", data.Catalog.Titles[data.Items.IndexOf("SKU-5")]);
    }

    [Fact]
    public async Task Table_WithoutTimes_TrainsNothingThatNeedsThemUnlessItsRowsStandInOrder()
    {
        string[] gru = ["pipeline", "--set", "table.time=", "--set", "models={\"gru\":{\"epochs\":1}}", "--set", "threads=1"];

        CommandLineRun refused = await Run([.. gru, "--set", "table.timeUnit=seconds"]);

        Assert.Equal((2, ""), (refused.ExitCode, refused.Out));
        Assert.Contains("\nerror: gru learns from the order of events, and of no event of my-shop the time is known; train one of popular, ", refused.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder["models/my-shop/gru"]));
        CommandLineRun ordered = await Run([.. gru, "--set", "table.timeUnit=rows"]);
        Assert.True(ordered.ExitCode == 0, ordered.Error);
    }

    [Fact]
    public async Task Table_BadRow_IsNamedAndNothingIsWritten()
    {
        File.AppendAllText(_folder["orders.csv"], "2026-02-01T10:00:00Z;\"customer 1\";SKU-1\n");

        CommandLineRun run = await Run("pipeline");

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("orders.csv, line 402: the row has 3 columns, expected 4.", run.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder["models/my-shop/data"]));
    }

    [Fact]
    public async Task Table_NoFolder_SaysWhereItIsLookedFor()
    {
        CommandLineRun run = await Run("pipeline", "--set", $"dataDirectory={_folder["nowhere"]}");

        Assert.Equal(2, run.ExitCode);
        Assert.EndsWith($"error: {_folder["nowhere"]} is missing; put the data there, or name another place in $.dataDirectory.\n", run.Error, StringComparison.Ordinal);
    }

    private Task<CommandLineRun> Run(params string[] line) => CommandLineRun.Of([.. line, "--config", _config]);
}
