using System.Text.Json.Nodes;
using OnnxRecs.NativeTests.Cli;
using OnnxRecs.Tests.Support;

namespace OnnxRecs.NativeTests.EndToEnd;

/// <summary>The file for other programs to compare with; those that do so are in <c>tests/elsewhere</c>.</summary>
[Collection(SampleRun.Collection)]
public sealed class CasesTests(SampleRun sample) : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Cases_OfSomeModels_NameTheirFilesAndHaveRunsAndLists()
    {
        CommandLineRun run = await sample.Workspace.RunAsync("cases gru two-tower --out", _folder["deep/cases.json"]);

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.StartsWith($"{_folder["deep/cases.json"]}: 2 models with 13 runs and 8 lists, ", run.Out, StringComparison.Ordinal);
        JsonNode cases = JsonNode.Parse(File.ReadAllText(_folder["deep/cases.json"]))!;
        Assert.Equal(1200, cases["items"]!.AsArray().Count);
        foreach (JsonNode? graph in cases["models"]!.AsArray().SelectMany(model => model!["graphs"]!.AsArray()))
            Assert.True(File.Exists(_folder[$"deep/{graph!["file"]}"]), $"{graph["file"]}");
        Assert.All(cases["models"]!.AsArray().SelectMany(model => model!["lists"]!.AsArray()), list => Assert.Equal(10, list!["items"]!.AsArray().Count));
    }

    [Fact]
    public async Task Cases_OfASmallerModel_AreWhatItGivesItself()
    {
        using Workspace copy = sample.Workspace.Copy();
        CommandLineRun before = await copy.RunAsync("cases gru-int8-qdq --out", _folder["cases.json"]);
        Assert.Equal(0, (await copy.RunAsync("quantize gru --to int8-qdq --max-loss 1")).ExitCode);

        CommandLineRun run = await copy.RunAsync("cases gru gru-int8-qdq --out", _folder["cases.json"]);

        Assert.Equal((2, $"error: {copy["gru-int8-qdq"]} is missing: run `onnxrecs quantize` first\n"), (before.ExitCode, before.Error));
        Assert.True(run.ExitCode == 0, run.Error);
        JsonNode[] models = [.. JsonNode.Parse(File.ReadAllText(_folder["cases.json"]))!["models"]!.AsArray().Select(model => model!)];
        Assert.EndsWith("/gru-int8-qdq/model.onnx", models[1]["graphs"]![0]!["file"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal(models[0]["lists"]!.AsArray().Count, models[1]["lists"]!.AsArray().Count);
        Assert.NotEqual(models[0]["graphs"]![0]!["runs"]!.ToJsonString(), models[1]["graphs"]![0]!["runs"]!.ToJsonString());
    }

    [Fact]
    public async Task Cases_UnknownModel_IsNamedAndNothingIsWritten()
    {
        CommandLineRun run = await sample.Workspace.RunAsync("cases grru --out", _folder["cases.json"]);

        Assert.Equal((2, "", "error: \"grru\" is not in the settings' models (popular, two-tower, neumf, gru); did you mean \"gru\"?\n"), (run.ExitCode, run.Out, run.Error));
        Assert.False(File.Exists(_folder["cases.json"]));
    }
}
