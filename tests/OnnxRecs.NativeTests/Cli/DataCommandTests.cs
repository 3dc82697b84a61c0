using System.Text.Json.Nodes;
using OnnxRecs.Tests.Support;

namespace OnnxRecs.NativeTests.Cli;

public sealed class DataCommandTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Check_SoundSet_PrintsCountsAndNotes()
    {
        _folder.Write("data/sasrec/ml-1m.txt", "1 1\n1 2\n2 1\n");

        CommandLineRun run = await Run("check", "sasrec-ml-1m");

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.StartsWith($"sasrec-ml-1m: sound, {_folder["data"]}\n  2 users, 2 items, 3 events\n  note: no times were published", run.Out, StringComparison.Ordinal);
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

    private Task<CommandLineRun> Run(string command, params string[] rest) =>
        CommandLineRun.Of(["data", command, .. rest, "--config", _folder.Write("pipeline.json", "{ \"dataDirectory\": \"data\" }")]);
}
