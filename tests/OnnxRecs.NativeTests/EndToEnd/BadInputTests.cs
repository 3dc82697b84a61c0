using System.Globalization;
using System.Runtime.InteropServices;
using Google.Protobuf;
using OnnxRecs.Artifacts;
using OnnxRecs.NativeTests.Cli;
using OnnxRecs.NativeTests.Support;
using OnnxRecs.Onnx.Proto;
using OnnxRecs.Tests.Support;

namespace OnnxRecs.NativeTests.EndToEnd;

/// <summary>What goes wrong outside the program: one clear line, exit code 2, and everything that was there before is still there.</summary>
[Collection(SampleRun.Collection)]
public sealed class BadInputTests(SampleRun sample)
{
    [Fact]
    public async Task Settings_AllThatIsWrong_IsNamedAtOnceWithItsPath()
    {
        using var folder = new TempFolder();
        string config = folder.Write("pipeline.json", """
            {
              "sede": 1,
              "threads": "two",
              "models": { "two-tower": { "dim": 0 }, "neumf": { "layers": [8, "x"] }, "grru": {} },
              "candidates": { "count": 100000 },
              "rank": { "rankers": ["neumf", "gru"] }
            }
            """);

        CommandLineRun run = await CommandLineRun.Of(["pipeline", "--config", config]);

        Assert.Equal((2, ""), (run.ExitCode, run.Out));
        Assert.Equal(
            $"""
            error: {config}: 6 settings are wrong
              $.sede: unknown key; did you mean "seed"?
              $.threads: expected a whole number, found "two"
              $.candidates.count: 100000 is not within 1 .. 10000
              $.models.two-tower.dim: 0 is not within 1 .. 1024
              $.models.neumf.layers[1]: expected a whole number, found "x"
              $.models.grru: there is no such model; did you mean "gru"?

            """,
            run.Error);
        Assert.False(Directory.Exists(folder["models"]));
    }

    [Theory]
    [InlineData("train", "data is missing: run `onnxrecs data` (or `onnxrecs pipeline`) first")]
    [InlineData("candidates", "data is missing: run `onnxrecs data` (or `onnxrecs pipeline`) first")]
    [InlineData("recommend --user 1", "data is missing: run `onnxrecs data` (or `onnxrecs pipeline`) first")]
    [InlineData("inspect neumf", "neumf is missing: run `onnxrecs train neumf` (or `onnxrecs pipeline`) first")]
    [InlineData("inspect", "has no artifacts: run `onnxrecs pipeline` first")]
    public async Task NothingThere_SaysWhatToRunFirst(string command, string expected)
    {
        using var empty = new Workspace();

        AssertRefused(await empty.RunAsync(command), expected);
    }

    [Theory]
    [InlineData("neumf", "rank --force", "run `onnxrecs train neumf`")]
    [InlineData("two-tower", "candidates --force", "run `onnxrecs train two-tower`")]
    [InlineData("candidates", "recommend --user 1", "run `onnxrecs candidates`")]
    [InlineData("rank", "evaluate --force", "run `onnxrecs rank`")]
    public async Task MissingArtifact_SaysWhatToRunFirst(string artifact, string command, string expected)
    {
        using Workspace copy = sample.Workspace.Copy();
        Directory.Delete(copy[artifact], recursive: true);

        await AssertRefusedAsync(copy, command, $"{copy[artifact]} is missing: {expected} (or `onnxrecs pipeline`) first");
    }

    [Theory]
    [InlineData("neumf/model.onnx", "rank --force", "run `onnxrecs train neumf` again")]
    [InlineData("gru/model.onnx", "recommend --user 1 --ranker gru", "run `onnxrecs train gru` again")]
    [InlineData("two-tower/item.onnx", "candidates --force", "run `onnxrecs train two-tower` again")]
    [InlineData("data/data.bin", "train popular", "run `onnxrecs data` again")]
    [InlineData("candidates/lists.bin", "recommend --user 1", "run `onnxrecs candidates` again")]
    [InlineData("rank/lists.bin", "evaluate --force", "run `onnxrecs rank` again")]
    [InlineData("gru/manifest.json", "evaluate --force", "run `onnxrecs train gru` again")]
    [InlineData("data/manifest.json", "recommend --user 1", "run `onnxrecs data` again")]
    public async Task DamagedArtifact_IsNamedWithWhatToRun(string file, string command, string expected)
    {
        using Workspace copy = sample.Workspace.Copy();
        Forgery.FlipAByte(copy[file]);

        await AssertRefusedAsync(copy, command, $"{copy[file]} ", expected);
    }

    [Fact]
    public async Task DamagedGraph_IsNamedWithWhatToRun()
    {
        using Workspace copy = sample.Workspace.Copy();
        Assert.Equal(0, (await copy.RunAsync("candidates --set candidates.index=hnsw")).ExitCode);
        Forgery.FlipAByte(copy["candidates/index.bin"]);

        await AssertRefusedAsync(copy, "recommend --user 1 --set candidates.index=hnsw", $"{copy["candidates/index.bin"]} ", "run `onnxrecs candidates` again");
    }

    [Theory]
    [InlineData("popular/model.onnx", "train popular")]
    [InlineData("candidates/lists.bin", "candidates")]
    [InlineData("rank/manifest.json", "rank")]
    [InlineData("evaluation/evaluation.json", "evaluate")]
    public async Task DamagedArtifact_IsMadeAnewByThePipeline(string file, string task)
    {
        using Workspace copy = sample.Workspace.Copy();
        SortedDictionary<string, string> before = copy.Content();
        Forgery.FlipAByte(copy[file]);

        CommandLineRun run = await copy.RunAsync("pipeline");

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains($"{task}: {copy[file]} ", run.Error, StringComparison.Ordinal);
        Assert.Equal(before, copy.Content());
    }

    [Fact]
    public async Task ArtifactsOfOtherData_AreRefused()
    {
        using Workspace copy = sample.Workspace.Copy();
        Assert.Equal(0, (await copy.RunAsync("data", "--set", "relevance=3")).ExitCode);

        foreach (string command in (string[])["candidates", "recommend --user 1"])
        {
            string artifact = command == "candidates" ? "two-tower" : "candidates";
            CommandLineRun run = await copy.RunAsync(command, "--set", "relevance=3");
            AssertRefused(run, $"{copy[artifact]} was made from other data (", "again");
        }
    }

    [Theory]
    [InlineData("popular", "evaluate --force")]
    [InlineData("two-tower", "candidates --force")]
    [InlineData("gru", "recommend --user 1 --ranker gru")]
    [InlineData("neumf", "rank --force")]
    public async Task ModelFileThatDoesNotBelongToItsManifest_IsRefused(string model, string command)
    {
        using Workspace copy = sample.Workspace.Copy();
        string file = model == "two-tower" ? "item.onnx" : "model.onnx";
        // Another training's weights: the first table of numbers is another.
        Forgery.Forge(copy, model, file, onnx =>
        {
            TensorProto table = onnx.Graph.Initializer.First(weight => weight.Name.StartsWith("weights/", StringComparison.Ordinal) && weight.DataType == 1);
            table.RawData = ByteString.CopyFrom([.. MemoryMarshal.Cast<byte, float>(table.RawData.Span).ToArray().SelectMany(value => BitConverter.GetBytes(2 * value + 1))]);
        });

        await AssertRefusedAsync(copy, command, $"{copy[Path.Combine(model, file)]} does not compute what training did: ", "where 1.0e-4 is allowed", $"run `onnxrecs train {model} --force`");
    }

    [Fact]
    public async Task ModelFileOfOtherItems_IsRefused()
    {
        using Workspace copy = sample.Workspace.Copy();
        Forgery.Forge(copy, "neumf", "model.onnx", onnx => onnx.MetadataProps.Single(entry => entry.Key == "itemVocabulary").Value = "0123456789");

        await AssertRefusedAsync(
            copy, "rank --force", $"{copy[Path.Combine("neumf", "model.onnx")]} was trained with other items than those of sample (vocabulary 01234567, here ", "run `onnxrecs train neumf --force`");
    }

    [Fact]
    public async Task ModelFileThatSaysNothingOfItself_IsRefused()
    {
        using Workspace copy = sample.Workspace.Copy();
        Forgery.Forge(copy, "neumf", "model.onnx", onnx => onnx.MetadataProps.Clear());

        await AssertRefusedAsync(copy, "rank --force", $"{copy[Path.Combine("neumf", "model.onnx")]} does not say which items its indexes stand for", "run `onnxrecs train neumf --force`");
    }

    [Theory]
    [InlineData("type", "takes 'items' as Float [B, N] where its manifest says Int64 [B, N]")]
    [InlineData("shape", "takes 'items' as Int64 [B] where its manifest says Int64 [B, N]")]
    [InlineData("name", "has inputs user, films where its manifest names user, items")]
    [InlineData("operator", "cannot be loaded as an ONNX model: ")]
    public async Task ForeignModelFile_IsRefused(string fault, string expected)
    {
        using Workspace copy = sample.Workspace.Copy();
        // One node, so that nothing else in the graph can be wrong.
        Forgery.Forge(copy, "neumf", "model.onnx", onnx =>
        {
            ValueInfoProto user = onnx.Graph.Input[0], items = onnx.Graph.Input[1];
            if (fault == "type") items.Type.TensorType.ElemType = 1;
            if (fault == "shape") items.Type.TensorType.Shape.Dim.RemoveAt(1);
            if (fault == "name") items.Name = "films";
            onnx.Graph.Node.Clear();
            onnx.Graph.Initializer.Clear();
            var node = new NodeProto { OpType = fault == "operator" ? "NoSuchOperator" : "Cast", Input = { fault == "type" ? user.Name : items.Name }, Output = { "scores" } };
            node.Attribute.Add(new AttributeProto { Name = "to", I = 1, Type = AttributeProto.Types.AttributeType.Int });
            onnx.Graph.Node.Add(node);
        });

        await AssertRefusedAsync(copy, "rank --force", $"{copy[Path.Combine("neumf", "model.onnx")]} ", expected);
    }

    [Fact]
    public async Task TruncatedModelFile_IsRefused()
    {
        using Workspace copy = sample.Workspace.Copy();
        string file = copy[Path.Combine("gru", "model.onnx")];
        File.WriteAllBytes(file, File.ReadAllBytes(file)[..1000]);

        await AssertRefusedAsync(copy, "recommend --user 1", $"{file} is damaged (it has 1000 bytes, manifest.json says ", "run `onnxrecs train gru` again");
        AssertRefused(await copy.RunAsync("inspect", file), $"{file} is not an ONNX file, or not all of one: ");
        AssertRefused(await copy.RunAsync("inspect", copy["no.onnx"]), $"{copy["no.onnx"]} is missing");
    }

    [Theory]
    [InlineData("")]
    [InlineData("1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31,32,33,34,35,36,37,38,39,40,41,42,43,44,45,46,47,48,49,50,51,52,53,54,55")]
    public async Task HistoryThatIsEmptyOrLongerThanModelsRead_IsAnswered(string history)
    {
        CommandLineRun run = await sample.Workspace.RunAsync("recommend", "--history", history);

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal(21, run.Out.TrimEnd('\n').Split('\n').Length);
    }

    [NoGpuTheory]
    [InlineData("train popular --force", "TorchSharp")]
    [InlineData("candidates --force", "ONNX Runtime")]
    [InlineData("recommend --user 1", "ONNX Runtime")]
    public async Task DeviceThatIsNotThere_SaysHowToGoOn(string command, string engine)
    {
        using Workspace copy = sample.Workspace.Copy();

        await AssertRefusedAsync(copy, $"{command} --device cuda", $"Device cuda is not available to {engine}", "Use --device cpu", "make setup ENGINE_DEVICE=cuda");
    }

    [PosixFact]
    public async Task MissingTrainingEngine_SaysWhatWasLookedForAndHowToInstallIt()
    {
        using Workspace copy = sample.Workspace.Copy();
        using TempFolder build = BuildWithout("torch", out string[] removed);

        ProcessEnd end = await BuiltCommand.RunFromAsync(build.Path, copy.Line("train popular --force"));

        AssertRefused(end, "native library cannot be loaded", "make setup");
        if (removed.Contains("libtorchshim.so")) AssertRefused(end, $"there is no libtorchshim.so in {build.Path}", "apt-get install");
    }

    [PosixFact]
    public async Task MissingRuntime_SaysWhatWasLookedForAndHowToInstallIt()
    {
        using Workspace copy = sample.Workspace.Copy();
        using TempFolder build = BuildWithout("onnxruntime", out _);

        ProcessEnd end = await BuiltCommand.RunFromAsync(build.Path, copy.Line("recommend --user 1"));

        AssertRefused(end, "native library cannot be loaded", "onnxruntime", build.Path, "make setup");
    }

    [PosixFact]
    public async Task MissingDataAndNoNetwork_SaysWhatToPutWhere()
    {
        using var workspace = new Workspace();
        using var data = new TempFolder();

        ProcessEnd end = await BuiltCommand.RunWithoutNetworkAsync(workspace.Line("data", "--set", "dataset=ml-1m", "--set", $"dataDirectory={data.Path}"), data.Path);

        AssertRefused(end, $"ml-1m was not found: put ml-1m.zip into {data.Path} or the folder that ONNXRECS_DATA names (now unset), or connect to the network", data["ml-1m.zip"]);
        Assert.Empty(Directory.GetFileSystemEntries(data.Path));
    }

    [PosixFact]
    public async Task DiskFull_WhileAFileIsWritten_LeavesTheOldArtifact()
    {
        using Workspace copy = sample.Workspace.Copy();
        SortedDictionary<string, string> before = copy.Content();

        // 100 blocks of 512 bytes (1,024 in some shells) are less than any of our larger files; the training fails at its checkpoint.
        foreach (string command in (string[])["data --force", "train neumf --force", "candidates --force", "rank --force"])
        {
            ProcessEnd end = await BuiltCommand.RunInShellAsync("trap '' XFSZ; ulimit -f 100; exec \"$@\"", copy.Line(command), copy.Models);
            AssertRefused(end, "cannot be written: it is larger than the file system or a limit of the system allows");
        }

        Assert.Equal(before, copy.Content());
    }

    [PosixFact]
    public async Task DiskFull_WhereTheResultGoes_IsSaid()
    {
        ProcessEnd end = await BuiltCommand.RunInShellAsync("exec \"$@\" > /dev/full", sample.Workspace.Line("inspect --json"), sample.Workspace.Models);

        AssertRefused(end, "No space left on device");
    }

    [Fact]
    public async Task SecondRunInTheSameFolder_IsRefusedAndTheFirstIsUndisturbed()
    {
        using Workspace copy = sample.Workspace.Copy();
        using var first = new FolderLock(copy.Models);

        await AssertRefusedAsync(copy, "pipeline", $"Another run is working in {copy.Models}: wait for it to end");
        await AssertRefusedAsync(copy, "train neumf --force", $"Another run is working in {copy.Models}: wait for it to end");
    }

    [Theory]
    [InlineData("recommend --user nobody", "sample has no user \"nobody\"; for somebody new give a history.")]
    [InlineData("recommend --history 1,x", "sample has no item \"x\"")]
    [InlineData("recommend --user 1 --ranker two-tower", "--ranker two-tower: is none of rank.rankers (")]
    [InlineData("recommend --user 1 --why-not x", "sample has no item \"x\"")]
    [InlineData("recommend --user 1 --count 0", "--count 0: is not within 1 .. 1000")]
    [InlineData("inspect neumv", "did you mean \"neumf\"?")]
    [InlineData("train neumv", "did you mean \"neumf\"?")]
    public async Task UnknownNames_AreSaid(string command, string expected) => AssertRefused(await sample.Workspace.RunAsync(command), expected);

    [Fact]
    public async Task Inspect_OtherThanOnnx_IsRefused()
    {
        using var folder = new TempFolder();
        string file = folder.Write("x.onnx", "no protocol buffer");

        AssertRefused(await sample.Workspace.RunAsync("inspect", file), $"{file} is not an ONNX file");
    }

    /// <summary>A copy of the built command that lacks the native libraries with this in their names.</summary>
    private static TempFolder BuildWithout(string name, out string[] removed)
    {
        var build = new TempFolder();
        bool IsRemoved(string file) => Path.GetFileName(file).StartsWith("lib", StringComparison.OrdinalIgnoreCase) && file.Contains(name, StringComparison.OrdinalIgnoreCase);
        string[] files = [.. Directory.GetFiles(BuiltCommand.Folder, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(BuiltCommand.Folder, file))];
        foreach (string file in files.Where(file => !IsRemoved(file)))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(build[file])!);
            File.Copy(Path.Combine(BuiltCommand.Folder, file), build[file]);
        }
        removed = [.. files.Where(IsRemoved)];
        Assert.NotEmpty(removed);
        return build;
    }

    /// <summary>Runs a command that must be refused and must change nothing.</summary>
    private static async Task AssertRefusedAsync(Workspace workspace, string command, params string[] expected)
    {
        SortedDictionary<string, string> before = workspace.Content();

        AssertRefused(await workspace.RunAsync(command), expected);

        Assert.Equal(before, workspace.Content());
    }

    private static void AssertRefused(CommandLineRun run, params string[] expected) => AssertRefused(new ProcessEnd(run.ExitCode, run.Out, run.Error), expected);

    private static void AssertRefused(ProcessEnd end, params string[] expected)
    {
        Assert.True(end.ExitCode == 2, string.Create(CultureInfo.InvariantCulture, $"Exit code {end.ExitCode}: {end.Out}{end.Error}"));
        Assert.Equal("", end.Out);
        string[] lines = end.Error.TrimEnd('\n').Split('\n');
        Assert.StartsWith("error: ", lines[^1], StringComparison.Ordinal);
        Assert.Single(lines, line => line.Contains("error", StringComparison.OrdinalIgnoreCase) || line.StartsWith("   at ", StringComparison.Ordinal));
        foreach (string part in expected) Assert.Contains(part, lines[^1], StringComparison.Ordinal);
    }
}
