using OnnxRecs.Cli;

namespace OnnxRecs.NativeTests.Cli;

public sealed class CommandLineTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("onnxrecs-").FullName;

    private string Config => Path.Combine(_folder, "pipeline.json");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("trian", "error: unknown command or argument \"trian\"; did you mean \"train\"?\nSee `onnxrecs --help`.\n")]
    [InlineData("pipeline --forse", "error: unknown command or argument \"--forse\"; did you mean \"--force\"?\nSee `onnxrecs pipeline --help`.\n")]
    [InlineData("train --forse", "error: unknown option \"--forse\"\nSee `onnxrecs train --help`.\n")]
    [InlineData("recommend", "error: Give either --user ID or --history ID,ID,...\nSee `onnxrecs recommend --help`.\n")]
    [InlineData("recommend --user 1 --history 1,2", "error: Give either --user ID or --history ID,ID,...\nSee `onnxrecs recommend --help`.\n")]
    [InlineData("evaluate --metrics some", "error: Argument 'some' not recognized. Must be one of:\n\t'summary'\n\t'all'\nSee `onnxrecs evaluate --help`.\n")]
    [InlineData("data sample", "error: Option '--out' is required.\nSee `onnxrecs data sample --help`.\n")]
    public async Task WrongCommandLine_IsNamedWithExitCode2(string line, string expected)
    {
        CommandLineRun run = await CommandLineRun.Of(line.Split(' '));

        Assert.Equal((2, "", expected), (run.ExitCode, run.Out, run.Error));
    }

    [Fact]
    public async Task NoArguments_ShowsHelp() => Assert.Contains("Commands:", (await CommandLineRun.Of([])).Out, StringComparison.Ordinal);

    [Fact]
    public async Task MissingConfig_IsOneLine()
    {
        CommandLineRun run = await CommandLineRun.Of(["pipeline", "--config", Config]);

        Assert.Equal((2, "", $"error: {Config} is missing: run in the folder that holds it, or name it with --config FILE\n"), (run.ExitCode, run.Out, run.Error));
    }

    [Fact]
    public async Task WrongSettings_AreAllNamedWithTheirOrigin()
    {
        File.WriteAllText(Config, """{ "seed": "x", "candidates": { "cuont": 1 } }""");

        CommandLineRun run = await CommandLineRun.Of(["train", "--config", Config, "--device", "gpu", "--threads", "-1", "--set", "split.train=2"]);

        Assert.Equal(2, run.ExitCode);
        Assert.Equal(
            $"""
            error: {Config}: 5 settings are wrong
              $.seed: expected a whole number, found "x"
              $.candidates.cuont: unknown key; did you mean "count"?
              $.split.train: 2 is not within 0 .. 1 (both ends excluded) (from --set split.train=2)
              $.device: "gpu" is none of "cpu", "cuda" (from --device gpu)
              $.threads: -1 is not within 0 .. 1024 (from --threads -1)

            """.ReplaceLineEndings("\n"),
            run.Error);
    }

    [Fact]
    public async Task StageWithoutItsInput_SaysWhatToRun()
    {
        File.WriteAllText(Config, "{}");

        CommandLineRun run = await CommandLineRun.Of(["train", "--config", Config]);

        Assert.Equal((2, ""), (run.ExitCode, run.Out));
        Assert.EndsWith("data is missing: run `onnxrecs data` (or `onnxrecs pipeline`) first\n", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CompareWithoutTwoNames_IsNamedBeforeAnythingRuns()
    {
        File.WriteAllText(Config, "{}");

        CommandLineRun run = await CommandLineRun.Of(["evaluate", "--config", Config, "--compare", "gru"]);

        Assert.Equal((2, ""), (run.ExitCode, run.Out));
        Assert.Equal("error: --compare takes two names with a comma between them, such as gru,neumf or rank/gru,full/gru; found \"gru\"\n", run.Error);
    }

    [Fact]
    public async Task CancelledBeforeItStarts_SaysHowToGoOn()
    {
        File.WriteAllText(Config, "{}");

        CommandLineRun run = await CommandLineRun.Of(["pipeline", "--config", Config], new CancellationToken(canceled: true));

        Assert.Equal((Failure.NotDone, "Interrupted; run the same command again to go on.\n"), (run.ExitCode, run.Error));
    }
}
