using System.Text.Json.Nodes;
using Google.Protobuf;
using OnnxRecs.Artifacts;
using OnnxRecs.NativeTests.Cli;
using OnnxRecs.Onnx.Bundle;
using OnnxRecs.Onnx.Proto;
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

    [Fact]
    public async Task Bundle_IsHeldToItselfAndToWhatLiesBesideIt()
    {
        using Workspace copy = sample.Workspace.Copy();
        CommandLineRun export = await copy.RunAsync("export --bundle");
        Assert.True(export.ExitCode == 0, export.Error);
        string file = copy["bundle.onnx"];

        JsonNode beside = (await Verify(copy.Models))[^1]!, alone = Assert.Single(await Verify(file))!;

        Assert.Equal(["data", "two-tower", "gru"], Names(beside["linked"]));
        Assert.Equal(["data", "two-tower", "gru"], Names(alone["absent"]));
        Assert.All((JsonNode[])[beside, alone], bundle => Assert.Equal(("bundle", true), ((string)bundle["kind"]!, (bool)bundle["sameVocabulary"]!)));
        Assert.All((JsonNode[])[beside, alone], bundle => Assert.InRange((double)bundle["parity"]!["bundle"]!["difference"]!, 0, 1e-4));

        byte[] good = File.ReadAllBytes(file);
        Forgery.FlipAByte(file);
        Assert.Contains($"{file}: its content is not what its metadata's digest says\n", (await ErrorOf(file)).Item2, StringComparison.Ordinal);
        File.WriteAllBytes(file, good);
        Assert.Equal(0, (await copy.RunAsync("train gru --set models.gru.learningRate=0.002")).ExitCode);
        Assert.Contains($"{file}: it was made from another gru (", (await ErrorOf(copy.Models)).Item2, StringComparison.Ordinal);
    }

    [Fact]
    public async Task BundleWithADigestThatFits_IsHeldToItsAnswers()
    {
        using var folder = new TempFolder();
        Assert.Equal(0, (await sample.Workspace.RunAsync("export --bundle --out", folder["b.onnx"])).ExitCode);
        byte[] good = File.ReadAllBytes(folder["b.onnx"]);
        async Task<string> Forged(Action<ModelProto, List<BundleProbe>> change)
        {
            var onnx = ModelProto.Parser.ParseFrom(good);
            List<BundleProbe> probes = [.. BundleSeal.ProbesOf(onnx)];
            foreach (string key in (string[])[BundleSeal.Probes, BundleSeal.Digest]) onnx.MetadataProps.Remove(onnx.MetadataProps.Single(entry => entry.Key == key));
            change(onnx, probes);
            BundleSeal.Seal(onnx, probes);
            File.WriteAllBytes(folder["b.onnx"], onnx.ToByteArray());
            return (await ErrorOf(folder["b.onnx"])).Item2;
        }

        Assert.Equal("", await Forged((_, _) => { }));
        Assert.Contains(" does not answer as it did when it was made: ", await Forged((onnx, _) =>
        {
            TensorProto weights = onnx.Graph.Initializer.Where(tensor => tensor.Name.StartsWith("ranker/", StringComparison.Ordinal)).MaxBy(tensor => tensor.RawData.Length)!;
            weights.RawData = ByteString.CopyFrom(new byte[weights.RawData.Length]);
        }), StringComparison.Ordinal);
        Assert.Contains("its metadata have no probes\n", await Forged((_, probes) => probes.Clear()), StringComparison.Ordinal);
        Assert.Contains("lists is the same\n", await Forged((_, probes) =>
        {
            for (int i = 0; i < probes.Count; i++) probes[i] = probes[i] with { Answer = probes[i].Answer with { Ids = [.. probes[i].Answer.Ids.Select(id => $"{id}0")] } };
        }), StringComparison.Ordinal);
    }

    [Fact]
    public async Task FolderOfDataSets_IsPointedInto()
    {
        using var folder = new TempFolder();
        folder.Write("shop/bundle.onnx", "");
        folder.Write("sample/bundle.onnx", "");
        folder.Write("sample/data/manifest.json", "{}");
        folder.Write("other/notes.txt", "");

        Assert.Equal((2, $"error: {folder.Path} has no artifacts and no .onnx files; there are some in {folder["sample"]}, {folder["shop"]}\n"), await ErrorOf(folder.Path));
    }

    [Fact]
    public async Task WrongArguments_AreNamed()
    {
        Assert.StartsWith("error: DIR is empty: name a folder of artifacts or an ONNX file\n", (await ErrorOf("")).Item2, StringComparison.Ordinal);
        CommandLineRun device = await CommandLineRun.Of(["verify", sample.Workspace.Models, "--device", "gpux"]);
        Assert.Equal((2, ""), (device.ExitCode, device.Out));
        Assert.StartsWith("error: --device gpux: a setting is wrong\n  $.device: ", device.Error, StringComparison.Ordinal);
        CommandLineRun stopped = await CommandLineRun.Of(["verify", sample.Workspace.Models], new CancellationToken(canceled: true));
        Assert.Equal((2, "Interrupted; run the same command again to go on.\n"), (stopped.ExitCode, stopped.Error));
    }

    [Fact]
    public async Task DataThatCannotBeReadAndAnotherName_HideNothing()
    {
        using Workspace copy = sample.Workspace.Copy();
        Manifest data = copy.ManifestOf("data");
        using (var writer = new ArtifactWriter(copy["data"]))
        {
            foreach (string name in data.Files.Keys) File.WriteAllText(writer.PathOf(name), "no such format");
            writer.Commit(data);
        }
        Directory.Move(copy["neumf"], copy["fmune"]);

        string error = (await ErrorOf(copy.Models)).Item2;

        Assert.Contains($"  {copy["fmune"]}: its manifest names it neumf\n", error, StringComparison.Ordinal);
        Assert.Contains($"{Path.Combine(copy["data"], "data.bin")} ", error, StringComparison.Ordinal);
        Assert.DoesNotContain("bug", error, StringComparison.Ordinal);
    }

    private static string[] Names(JsonNode? names) => [.. names!.AsArray().Select(name => name!.GetValue<string>())];

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
