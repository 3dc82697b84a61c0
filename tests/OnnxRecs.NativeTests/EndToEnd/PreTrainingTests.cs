using OnnxRecs.NativeTests.Cli;
using OnnxRecs.NativeTests.Support;

namespace OnnxRecs.NativeTests.EndToEnd;

/// <summary>NeuMF that begins with what GMF and MLP have learnt: three artifacts, of which two are inputs of the third.</summary>
[Collection(SampleRun.Collection)]
public sealed class PreTrainingTests : IDisposable
{
    // NeuMF comes first, so that its parts have to be put before it.
    private static readonly string[] Settings =
    [
        "--set", "models.neumf={\"preTrain\":true,\"factors\":8,\"layers\":[16,8],\"epochs\":3,\"optimizer\":\"sgd\",\"learningRate\":0.1}",
        "--set", "models.gmf={\"factors\":8,\"epochs\":2}", "--set", "models.mlp={\"layers\":[16,8],\"epochs\":2}", "--set", "candidates.source=",
    ];

    private readonly Workspace _workspace = new(training: false);

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public async Task Pipeline_TrainsThePartsFirstAndAgainOnlyWhenTheyChange()
    {
        await RunAsync("data");
        CommandLineRun first = await RunAsync("train gmf mlp neumf");

        string[] built = Built(first);
        Assert.Equal(["train gmf", "train mlp", "train neumf"], built);
        Assert.Equal(["data", "gmf", "mlp"], _workspace.ManifestOf("neumf").Inputs.Keys);

        // Another fine-tuning leaves the parts as they are; another part is another NeuMF.
        Assert.Equal(["train neumf"], Built(await RunAsync("train gmf mlp neumf", "--set", "models.neumf.alpha=0.4")));
        Assert.Equal(["train gmf", "train neumf"], Built(await RunAsync("train gmf mlp neumf", "--set", "models.neumf.alpha=0.4", "--set", "models.gmf.epochs=1")));
    }

    [Fact]
    public async Task Train_WithoutItsParts_SaysWhatToRun()
    {
        await RunAsync("data");

        CommandLineRun run = await _workspace.RunAsync("train neumf", Settings);

        Assert.Equal(2, run.ExitCode);
        Assert.EndsWith("gmf is missing: run `onnxrecs train gmf` (or `onnxrecs pipeline`) first\n", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Train_PartOfAnotherShapeLiesThere_SaysWhatToTrainAgain()
    {
        await RunAsync("data");
        await RunAsync("train gmf mlp", "--set", "models.gmf.factors=4", "--set", "models.neumf.factors=4");

        CommandLineRun run = await _workspace.RunAsync("train neumf", Settings);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("error: neumf begins with gmf.users of ", run.Error, StringComparison.Ordinal);
        Assert.EndsWith("run `onnxrecs train gmf` again with the settings that neumf has.\n", run.Error, StringComparison.Ordinal);
    }

    [PosixFact]
    public async Task Train_InterruptedInPartsAndFineTuning_EndsInTheSameBits()
    {
        const string command = "train gmf mlp neumf";
        await RunAsync("data");
        await RunAsync(command);
        SortedDictionary<string, string> expected = _workspace.Content();

        using var other = new Workspace(training: false);
        Assert.Equal(0, (await other.RunAsync("data", Settings)).ExitCode);
        foreach (string until in (string[])["gmf: epoch 1 ", "mlp: epoch 1 ", "neumf: epoch 2 "])
        {
            using ChildProcess run = other.Start(command, Settings);
            Assert.True(await run.SaysAsync(line => line.StartsWith(until, StringComparison.Ordinal)), $"{until}was not reached");
            await run.SignalAsync("INT");
            Assert.Equal(2, (await run.EndAsync()).ExitCode);
        }
        CommandLineRun last = await other.RunAsync(command, Settings);

        Assert.True(last.ExitCode == 0, last.Error);
        Assert.Equal(["train neumf"], Built(last));
        Assert.Contains("neumf: going on after epoch ", last.Error, StringComparison.Ordinal);
        Assert.Equal(expected, other.Content());
    }

    private async Task<CommandLineRun> RunAsync(string command, params string[] more)
    {
        CommandLineRun run = await _workspace.RunAsync(command, [.. Settings, .. more]);
        Assert.True(run.ExitCode == 0, run.Error);
        return run;
    }

    private static string[] Built(CommandLineRun run) =>
        [.. run.Error.Split('\n').Where(line => line.EndsWith("building", StringComparison.Ordinal)).Select(line => line.Split(':')[0])];
}
