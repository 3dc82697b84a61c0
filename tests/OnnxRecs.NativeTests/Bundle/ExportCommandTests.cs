using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using OnnxRecs.Artifacts;
using OnnxRecs.NativeTests.Cli;
using OnnxRecs.NativeTests.EndToEnd;
using OnnxRecs.NativeTests.Support;
using OnnxRecs.Pipeline;
using OnnxRecs.Runtime;
using OnnxRecs.Tests.Support;

namespace OnnxRecs.NativeTests.Bundle;

/// <summary>The command over the artifacts of the sample run.</summary>
[Collection(SampleRun.Collection)]
public sealed class ExportCommandTests(SampleRun sample) : IDisposable
{
    private readonly TempFolder _folder = new();

    private string File => _folder["bundle.onnx"];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("gru", "auto", "two-tower")]
    [InlineData("neumf", "string", "two-tower")]
    [InlineData("neumf", "int64", "mean")]
    [InlineData("gru", "int64", "gru")]
    public async Task Export_SampleArtifacts_WritesWhatRecommends(string ranker, string ids, string userVector)
    {
        CommandLineRun run = await Export("--ranker", ranker, "--ids", ids, "--user-vector", userVector);

        Assert.True(run.ExitCode == 0, run.Error);
        Match proof = Regex.Match(run.Error, @"^bundle: (\d+) of (\d+) lists are those of the C# parts item by item(, the others but for ties)?, scores within \d");
        // Processors round differently, so a tie or two may fall the other way.
        Assert.InRange(int.Parse(proof.Groups[1].Value), int.Parse(proof.Groups[2].Value) - 3, int.Parse(proof.Groups[2].Value));
        Assert.Contains("not also from popular, recent, neighbours, genre", run.Error, StringComparison.Ordinal);
        Assert.Equal([File], Directory.GetFiles(_folder.Path));
        using var bundle = new BundleModel(System.IO.File.ReadAllBytes(File));
        BundleAnswer answer = bundle.Recommend(new BundleRequest(["1", "2", "3"], ["4"], 10, 0.1f, 0.8f));
        Assert.Equal(10, answer.Ids.Distinct().Count());
        Assert.Empty(answer.Ids.Intersect(["1", "2", "3", "4"]));
        Assert.Equal((ranker, userVector, "sample", ids == "string" ? "string" : "int64"),
            (bundle.Metadata["ranker"], bundle.Metadata["userVector"], bundle.Metadata["dataset"], bundle.Metadata["ids"]));
        Assert.Equal(sample.Workspace.ManifestOf("data").DataFingerprint, bundle.Metadata["dataFingerprint"]);
    }

    [Fact]
    public async Task Export_WithTheIndexAlone_GivesWhatRecommendPrints()
    {
        string[] plain = ["--set", "candidates.index=exact", "--set", "candidates.quotas={\"popular\":0,\"recent\":0,\"neighbours\":0,\"genre\":0}"];
        using Workspace workspace = sample.Workspace.Copy();
        CommandLineRun candidates = await workspace.RunAsync("candidates", plain);
        CommandLineRun export = await workspace.RunAsync("export --bundle --out", [File, .. plain]);
        CommandLineRun recommend = await workspace.RunAsync("recommend --history 5,17,100 --json", plain);

        Assert.Equal((0, 0, 0), (candidates.ExitCode, export.ExitCode, recommend.ExitCode));
        Assert.DoesNotContain("not also from", export.Error, StringComparison.Ordinal);
        using var bundle = new BundleModel(System.IO.File.ReadAllBytes(File));
        BundleAnswer answer = bundle.Recommend(new BundleRequest(["5", "17", "100"], [], 20, 0.1f, 0.8f));
        JsonArray printed = JsonNode.Parse(recommend.Out)!.AsArray();
        Assert.Equal(printed.Select(line => (string)line!["item"]!), answer.Ids);
    }

    [Fact]
    public async Task Export_Json_IsJsonAlone()
    {
        CommandLineRun run = await Export("--json");

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal((File, "gru"), ((string?)JsonNode.Parse(run.Out)!["file"], (string?)JsonNode.Parse(run.Out)!["ranker"]));
    }

    [Theory]
    [InlineData("--ranker nemf", "error: --ranker nemf: is none of popular, two-tower, neumf, gru; did you mean \"neumf\"?")]
    [InlineData("--ranker two-tower", "has no graph 'model', only user, item")]
    [InlineData("--user-vector neumf", "error: --user-vector neumf: its scores are no inner products of a user vector with item vectors; take a retrieval model, mean, or ")]
    [InlineData("--ids float", "error: ")]
    public async Task Export_WrongOption_IsOneClearLine(string option, string expected)
    {
        CommandLineRun run = await Export(option.Split(' '));

        Assert.Equal((2, ""), (run.ExitCode, run.Out));
        Assert.Contains(expected, run.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public async Task Export_NothingToExport_SaysWhatThereIs()
    {
        CommandLineRun run = await sample.Workspace.RunAsync("export");

        Assert.Equal((2, "error: Say what to export: --bundle\nSee `onnxrecs export --help`.\n"), (run.ExitCode, run.Error));
    }

    [Theory]
    [InlineData("int64")]
    [InlineData("string")]
    public async Task Export_Cases_HaveWhatTheBundleGives(string type)
    {
        CommandLineRun run = await Export("--cases", _folder["cases.json"], "--ids", type);
        Assert.True(run.ExitCode == 0, run.Error);

        JsonNode graph = JsonNode.Parse(System.IO.File.ReadAllText(_folder["cases.json"]))!["models"]![0]!["graphs"]![0]!;
        Assert.Equal("bundle.onnx", graph["file"]!.GetValue<string>());
        JsonArray runs = graph["runs"]!.AsArray();
        Assert.InRange(runs.Count, 100, 1000);
        using var bundle = new BundleModel(System.IO.File.ReadAllBytes(File));
        foreach (JsonNode? one in runs.Where((_, i) => i % 25 == 0))
        {
            JsonNode[] feeds = [.. one!["feeds"]!.AsArray().Select(feed => feed!)];
            string[] Texts(JsonNode tensor) => [.. tensor["values"]!.AsArray().Select(value => value!.ToString())];
            BundleAnswer answer = bundle.Recommend(new BundleRequest(
                Texts(feeds[0]), Texts(feeds[1]), feeds[2]["values"]![0]!.GetValue<long>(), feeds[3]["values"]![0]!.GetValue<float>(), feeds[4]["values"]![0]!.GetValue<float>()));
            Assert.Equal(type, feeds[0]["type"]!.GetValue<string>());
            Assert.Equal(answer.Ids, Texts(one["outputs"]![0]!));
            Assert.Equal(answer.Scores, one["outputs"]![1]!["values"]!.AsArray().Select(value => value!.GetValue<float>()));
        }
    }

    [Fact]
    public async Task Export_PathsThatCannotBe_AreRefusedBeforeAnyWork()
    {
        async Task Refused(string expected, params string[] line)
        {
            CommandLineRun run = await sample.Workspace.RunAsync("export --bundle", line);
            Assert.Equal((2, ""), (run.ExitCode, run.Out));
            Assert.StartsWith(expected, run.Error, StringComparison.Ordinal);
            Assert.Empty(Directory.GetFiles(_folder.Path));
        }

        string same = Path.Combine(_folder.Path, ".", "bundle.onnx");
        await Refused($"error: --cases {same}: the bundle itself is written there; name another file\n", "--out", File, "--cases", same);
        await Refused("error: --out is empty: name a file, or leave the option out\n", "--out", "");
        await Refused("error: --cases is empty: name a file, or leave the option out\n", "--cases", " ");
        await Refused($"error: {_folder.Path} is a directory: name a file\n", "--out", _folder.Path);
    }

    [Theory]
    [InlineData("export --bundle --out")]
    [InlineData("cases --out")]
    public async Task Export_WhileAnotherRunWorksOrWhenInterrupted_WritesNothing(string command)
    {
        CommandLineRun locked;
        using (new FolderLock(sample.Workspace.Models)) locked = await sample.Workspace.RunAsync(command, File);
        CommandLineRun stopped = await CommandLineRun.Of(sample.Workspace.Line(command, File), new CancellationToken(canceled: true));

        Assert.Equal((2, $"error: Another run is working in {sample.Workspace.Models}: wait for it to end\n"), (locked.ExitCode, locked.Error));
        Assert.Equal(2, stopped.ExitCode);
        Assert.EndsWith("Interrupted; run the same command again to go on.\n", stopped.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_folder.Path));
    }

    private Task<CommandLineRun> Export(params string[] more) => sample.Workspace.RunAsync("export --bundle --out", [File, .. more]);
}
