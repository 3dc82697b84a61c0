using System.Text.Json.Nodes;
using OnnxRecs.NativeTests.Cli;
using OnnxRecs.Tests.Support;

namespace OnnxRecs.NativeTests.Formats;

/// <summary>Artifacts that earlier versions made. How to add those of a new format is in README.md beside.</summary>
public sealed class FormatTests
{
    private static readonly string Folder = Path.Combine(Repository.Root, "tests/OnnxRecs.NativeTests/Formats");

    /// <summary>Formats that are still read.</summary>
    public static TheoryData<string> Read => ["v2"];

    [Theory]
    [MemberData(nameof(Read))]
    public async Task Bundle_IsVerified(string version)
    {
        CommandLineRun run = await CommandLineRun.Of(["verify", Path.Combine(Folder, version, "models/sample"), "--json"]);

        Assert.True(run.ExitCode == 0, run.Error);
        JsonArray all = JsonNode.Parse(run.Out)!.AsArray();
        Assert.Equal(["candidates", "data", "gru", "gru-int8-qdq", "popular", "two-tower"], all.Select(artifact => artifact!["name"]!.GetValue<string>()));
        Assert.All(all, artifact => Assert.Empty(artifact!["absent"]!.AsArray()));
        Assert.Equal(4, all.Count(artifact => artifact!["parity"]!.AsObject().Count > 0));
    }

    [Theory]
    [MemberData(nameof(Read))]
    public async Task Bundle_RecommendsTheSame(string version)
    {
        string config = Path.Combine(Folder, version, "pipeline.json");
        JsonObject expected = JsonNode.Parse(File.ReadAllText(Path.Combine(Folder, version, "recommendations.json")))!.AsObject();
        foreach ((string who, JsonNode? list) in expected)
        {
            CommandLineRun run = await CommandLineRun.Of(["recommend", "--config", config, $"--{who.Split(' ')[0]}", who.Split(' ')[1], "--json"]);

            Assert.True(run.ExitCode == 0, run.Error);
            JsonArray actual = JsonNode.Parse(run.Out)!.AsArray();
            Assert.Equal(list!.AsArray().Select(item => (item!["item"]!.GetValue<string>(), item["title"]!.GetValue<string>())), actual.Select(item => (item!["item"]!.GetValue<string>(), item["title"]!.GetValue<string>())));
            Assert.All(list.AsArray().Zip(actual), pair => Assert.Equal(pair.First!["score"]!.GetValue<double>(), pair.Second!["score"]!.GetValue<double>(), 1e-4));
        }
    }

    [Theory]
    [InlineData(1, "its format is 1, this program reads 2: it lacks what proves a model wherever it is opened, which cannot be added later): run `onnxrecs pipeline` again")]
    [InlineData(3, "its format is 3, this program reads 2: use the later onnxrecs that made it, or make it anew): run `onnxrecs pipeline` again")]
    [InlineData(0, "its format is 0, which there has never been): run `onnxrecs pipeline` again")]
    public async Task OtherFormat_IsRefusedWithTheWayToGoOn(int format, string expected)
    {
        using var folder = new TempFolder();
        string source = Path.Combine(Folder, "v2/models/sample/popular");
        foreach (string file in Directory.GetFiles(source)) folder.Write(Path.GetFileName(file), "");
        folder.Write("manifest.json", File.ReadAllText(Path.Combine(source, "manifest.json")).Replace("\"format\": 2", $"\"format\": {format}", StringComparison.Ordinal));

        CommandLineRun inspected = await CommandLineRun.Of(["inspect", folder.Path]);
        CommandLineRun verified = await CommandLineRun.Of(["verify", folder.Path]);

        Assert.Equal((2, ""), (inspected.ExitCode, inspected.Out));
        Assert.EndsWith($"{expected}\n", inspected.Error, StringComparison.Ordinal);
        Assert.Equal(2, verified.ExitCode);
        Assert.Contains($"its format is {format}, ", verified.Error, StringComparison.Ordinal);
    }
}
