using System.Diagnostics;
using System.Text.Json.Nodes;
using OnnxRecs.NativeTests.Support;
using OnnxRecs.Tests.Support;

namespace OnnxRecs.NativeTests.Cli;

public sealed class DataCommandTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Check_SoundSet_PrintsCountsAndNotes()
    {
        _folder.Write("data/sasrec/Video.txt", "1 1\n1 2\n2 1\n1 2\n");

        CommandLineRun run = await Run("check", "sasrec-video");

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.StartsWith($"sasrec-video: sound, {_folder["data"]}\n  2 users, 2 items, 4 events\n  1 event repeats a user's earlier one with the same item\n  note: no times were published", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_BadRowsAndAnotherChecksum_ShowsAllAndExitsWithTwo()
    {
        _folder.Write("data/sasrec/ml-1m.txt", "1 1\n1 x\n1\n" + string.Concat(Enumerable.Repeat("2 y\n", 4)));
        _folder.Write("data/SHA256SUMS", $"{new string('0', 64)}  ./sasrec/ml-1m.txt\n");

        CommandLineRun run = await Run("check", "sasrec-ml-1m");

        // The checksum, a row that ends too early, and five items that are no numbers.
        Assert.Equal((2, "error: 7 problems in sasrec-ml-1m\n"), (run.ExitCode, run.Error));
        Assert.Contains("SHA256SUMS: 0 of 1 files as listed", run.Out, StringComparison.Ordinal);
        Assert.Contains("line 2: item is 'x', expected a whole number from 0.", run.Out, StringComparison.Ordinal);
        Assert.Contains("line 3: the row ends before item.", run.Out, StringComparison.Ordinal);
        Assert.Contains("... 2 more of", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_Json_HasTheSame()
    {
        _folder.Write("data/sasrec/ml-1m.txt", "1 1\n1 x\n");

        CommandLineRun run = await Run("check", "sasrec-ml-1m", "--json");

        JsonNode set = JsonNode.Parse(run.Out)!.AsArray().Single()!;
        Assert.Equal((2, 1), (run.ExitCode, (int)set["counts"]!["events"]!));
        Assert.Equal(("item", 1, 2), ((string)set["problems"]![0]!["column"]!, (int)set["problems"]![0]!["count"]!, (int)set["problems"]![0]!["examples"]![0]!["line"]!));
    }

    [Fact]
    public async Task Check_SetIsNotHere_SaysWhatToPutWhere()
    {
        CommandLineRun run = await Run("check", "sasrec-video");

        Assert.Equal(2, run.ExitCode);
        Assert.StartsWith("error: sasrec-video is not here: run `onnxrecs data fetch sasrec-video`, or put sasrec/Video.txt into ", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_FolderLacksFiles_NamesThem()
    {
        _folder.Write("data/ml-25m/tags.csv", "userId,movieId,tag,timestamp\n");

        CommandLineRun run = await Run("check", "ml-25m");

        Assert.Equal((2, "error: 2 problems in ml-25m\n"), (run.ExitCode, run.Error));
        Assert.Contains("ml-25m holds no ratings.csv.", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_OwnTableWithAWrongColumn_GoesOnWithTheOthers()
    {
        _folder.Write("data/events.csv", "user,film\n1,1\n");
        _folder.Write("data/sasrec/Video.txt", "1 1\n");

        CommandLineRun run = await CommandLineRun.Of(["data", "check", "--config", WriteOwnTable()]);

        Assert.Equal((2, "error: 1 problem in my-shop\n"), (run.ExitCode, run.Error));
        Assert.StartsWith($"my-shop: 1 problem, {_folder["data"]}\n  $.table.item: ", run.Out, StringComparison.Ordinal);
        Assert.Contains("sasrec-video: sound", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ListAndFetch_OwnTable_IsListedAndNotFetched()
    {
        string config = WriteOwnTable();

        CommandLineRun missing = await CommandLineRun.Of(["data", "list", "--config", config]);
        _folder.Write("data/events.csv", "user,item\n1,1\n");
        CommandLineRun here = await CommandLineRun.Of(["data", "list", "--config", config]);
        CommandLineRun fetch = await CommandLineRun.Of(["data", "fetch", "my-shop", "--config", config]);

        Assert.Contains($"put events.csv into {_folder["data"]}\n", missing.Out, StringComparison.Ordinal);
        Assert.Matches($"\nmy-shop +a table of one's own +event +{_folder["data"]}\n", here.Out);
        Assert.Equal((2, $"error: my-shop is a table of your own ($.table): tables are not fetched; put events.csv into {_folder["data"]}\n"), (fetch.ExitCode, fetch.Error));
    }

    [PosixFact]
    public async Task Check_PipeInsteadOfAFile_DoesNotWaitForIt()
    {
        _folder.Write("data/SHA256SUMS", $"{new string('0', 64)}  sasrec/ml-1m.txt\n");
        Directory.CreateDirectory(_folder["data/sasrec"]);
        using (var mkfifo = Process.Start("mkfifo", _folder["data/sasrec/ml-1m.txt"])) await mkfifo.WaitForExitAsync();

        CommandLineRun run = await Run("check", "sasrec-ml-1m").WaitAsync(TimeSpan.FromSeconds(30));

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("sasrec/ml-1m.txt has no rows, expected at least one.", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_CtrlC_EndsIt()
    {
        _folder.Write("data/sasrec/ml-1m.txt", "1 1\n");

        CommandLineRun run = await CommandLineRun.Of(["data", "check", "--config", _folder.Write("pipeline.json", "{ \"dataDirectory\": \"data\" }")], new CancellationToken(canceled: true));

        Assert.Equal((2, "", "Interrupted; run the same command again to go on.\n"), (run.ExitCode, run.Out, run.Error));
    }

    [Fact]
    public async Task Fetch_LocalArchiveIsCut_SaysSo()
    {
        _folder.Write("data/ml-latest-small.zip", "PK");

        CommandLineRun run = await Run("fetch", "ml-latest-small");

        Assert.Equal((2, ""), (run.ExitCode, run.Out));
        Assert.Contains($"error: {_folder["data/ml-latest-small.zip"]} is damaged (", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task List_ShowsPlacesAndFamilies()
    {
        _folder.Write("data/amazon_v2/Books.csv", "");

        CommandLineRun run = await Run("list");

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Contains("\namazon-2018-books ", run.Out, StringComparison.Ordinal);
        Assert.Contains("\namazon-2018-CATEGORY ", run.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("\namazon-2018-electronics ", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fetch_SetIsHere_PrintsTermsAndPlace()
    {
        _folder.Write("data/sasrec/ml-1m.txt", "1 1\n");

        CommandLineRun run = await Run("fetch", "sasrec-ml-1m");

        Assert.Equal((0, $"{_folder["data/sasrec/ml-1m.txt"]}\n"), (run.ExitCode, run.Out));
        Assert.StartsWith("Terms of sasrec-ml-1m: Derived from MovieLens 1M", run.Error, StringComparison.Ordinal);
    }

    private string WriteOwnTable() => _folder.Write("pipeline.json", "{ \"dataset\": \"my-shop\", \"dataDirectory\": \"data\", \"table\": {} }");

    private Task<CommandLineRun> Run(string command, params string[] rest) =>
        CommandLineRun.Of(["data", command, .. rest, "--config", _folder.Write("pipeline.json", "{ \"dataDirectory\": \"data\" }")]);
}
