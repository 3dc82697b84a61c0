using System.Text.Json.Nodes;
using OnnxRecs.Artifacts;
using OnnxRecs.NativeTests.Cli;
using OnnxRecs.Tests.Support;

namespace OnnxRecs.NativeTests.EndToEnd;

/// <summary><c>verify</c> over what was carried somewhere, without settings.</summary>
[Collection(SampleRun.Collection)]
public sealed class VerifyTests(SampleRun sample)
{
    [Fact]
    public async Task WholeFolder_IsGood()
    {
        JsonArray all = await Verify(sample.Workspace.Models);

        Assert.Equal(["candidates", "data", "evaluation", "gru", "neumf", "popular", "rank", "two-tower"], all.Select(artifact => artifact!["name"]!.GetValue<string>()));
        Assert.All(all, artifact => Assert.Empty(artifact!["absent"]!.AsArray()));
        JsonNode towers = all[^1]!;
        Assert.True(towers["sameVocabulary"]!.GetValue<bool>());
        Assert.Equal(["item", "user"], towers["parity"]!.AsObject().Select(graph => graph.Key));
        Assert.InRange(towers["parity"]!["user"]!["difference"]!.GetValue<double>(), 0, 1e-4);
    }

    [Fact]
    public async Task ModelsAlone_AreGoodWithoutTheDataTheyWereTrainedOn()
    {
        using Workspace copy = sample.Workspace.Copy();
        foreach (string artifact in (string[])["data", "candidates", "rank", "evaluation"]) Directory.Delete(copy[artifact], recursive: true);

        JsonArray all = await Verify(copy.Models);
        JsonArray one = await Verify(copy["gru"]);

        Assert.Equal(4, all.Count);
        Assert.All(all.Concat(one), artifact => Assert.Equal(["data"], artifact!["absent"]!.AsArray().Select(name => name!.GetValue<string>())));
        Assert.All(all, artifact => Assert.True(artifact!["sameVocabulary"]!.GetValue<bool>()));
    }

    [Fact]
    public async Task EveryFault_IsNamedAtOnce()
    {
        using Workspace copy = sample.Workspace.Copy();
        // A flipped bit, a missing file, other weights with checksums that fit, other items, no manifest, another model than the lists were made with.
        Forgery.FlipAByte(copy["rank/lists.bin"]);
        File.Delete(copy["candidates/lists.bin"]);
        Forgery.Forge(copy, "gru", "model.onnx", onnx => onnx.Graph.Node.Single(node => node.OpType == "GRU").Attribute.Single(attribute => attribute.Name == "linear_before_reset").I = 0);
        Forgery.Forge(copy, "neumf", "model.onnx", onnx => onnx.MetadataProps.Single(entry => entry.Key == "itemVocabulary").Value = "0123456789");
        File.Delete(copy["popular/manifest.json"]);
        Assert.Equal(0, (await copy.RunAsync("train two-tower --set models.two-tower.learningRate=0.002")).ExitCode);
        File.WriteAllText(copy["evaluation.json"], "{}");

        CommandLineRun run = await CommandLineRun.Of(["verify", copy.Models]);

        Assert.Equal(2, run.ExitCode);
        string[] lines = run.Error.TrimEnd('\n').Split('\n');
        Assert.Equal($"error: {copy.Models}: {lines.Length - 1} faults", lines[0]);
        string PathOf(string artifact, string file) => Path.Combine(copy[artifact], file);
        foreach (string expected in (string[])
        [
            $"  {PathOf("rank", "lists.bin")}: its checksum is not the one in manifest.json",
            $"  {PathOf("candidates", "lists.bin")}: it is missing",
            $"  {PathOf("gru", "model.onnx")} does not compute what training did: ",
            $"  {PathOf("neumf", "model.onnx")}: its itemVocabulary is not that of {copy["data"]}",
            $"  {PathOf("popular", "manifest.json")} is missing",
            $"  {copy["evaluation"]}: it was made from another two-tower (",
            $"  {copy["evaluation.json"]}: it is not the one in {copy["evaluation"]}",
        ]) Assert.Contains(lines, line => line.StartsWith(expected, StringComparison.Ordinal));
        Assert.Equal(7, lines.Length - 1);
        Assert.Contains("popular     ?", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ManifestThatContradictsItself_IsAFault()
    {
        using Workspace copy = sample.Workspace.Copy();
        Manifest gru = copy.ManifestOf("gru");
        File.WriteAllText(copy["gru/manifest.json"], ManifestFile.ToText(gru with { Settings = new JsonObject { ["seed"] = 7 }, DataFingerprint = "0123456789" }));

        CommandLineRun run = await CommandLineRun.Of(["verify", copy.Models]);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains($"{Path.Combine(copy["gru"], "manifest.json")}: its key is not that of its settings and inputs\n", run.Error, StringComparison.Ordinal);
        Assert.Contains($"{copy["gru"]}: it was made from other data (01234567) than what else is here (", run.Error, StringComparison.Ordinal);
        Assert.Contains("its metadata say seed 42, its manifest 7\n", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task NothingToCheck_IsSaid()
    {
        using var folder = new TempFolder();
        Assert.Equal((2, $"error: {folder.Path} has no artifacts and no .onnx files\n"), await ErrorOf(folder.Path));
        Assert.Equal((2, $"error: {folder["nowhere"]} is missing\n"), await ErrorOf(folder["nowhere"]));
        string text = folder.Write("x.onnx", "no protocol buffer");
        (int code, string error) = await ErrorOf(text);
        Assert.Equal(2, code);
        Assert.StartsWith($"error: {text}: 1 fault\n  {text} is not an ONNX file, or not all of one: ", error, StringComparison.Ordinal);
    }

    private static async Task<(int, string)> ErrorOf(string path)
    {
        CommandLineRun run = await CommandLineRun.Of(["verify", path]);
        return (run.ExitCode, run.Error);
    }

    private static async Task<JsonArray> Verify(string path)
    {
        CommandLineRun run = await CommandLineRun.Of(["verify", path, "--json"]);
        Assert.True(run.ExitCode == 0, run.Error);
        return JsonNode.Parse(run.Out)!.AsArray();
    }
}
