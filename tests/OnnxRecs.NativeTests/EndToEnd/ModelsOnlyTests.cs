using OnnxRecs.Metrics;
using OnnxRecs.NativeTests.Cli;

namespace OnnxRecs.NativeTests.EndToEnd;

/// <summary>Settings that end with the models: what published protocols need, without retrieval and ranking.</summary>
[Collection(SampleRun.Collection)]
public sealed class ModelsOnlyTests : IDisposable
{
    private static readonly string[] Settings = ["--set", "models={\"popular\":{},\"bias\":{}}", "--set", "candidates.source="];
    private readonly Workspace _workspace = new(training: false);

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public async Task Pipeline_JudgesModelsOverTheCatalogueAmongSampledItemsAndByTheirErrors()
    {
        CommandLineRun run = await _workspace.RunAsync("pipeline", [.. Settings, "--set", "evaluate.sampledNegatives=99"]);

        Assert.True(run.ExitCode == 0, run.Error);
        EvaluationRow[] rows = [.. EvaluationFile.Read(_workspace["evaluation.json"]).Rows.Where(row => row.Group == UserGroups.Everybody)];
        Assert.Equal(
            ["full/popular", "full/bias", "sampled (99)/popular", "sampled (99)/bias", "rated/popular", "rated/bias"],
            rows.Select(row => $"{row.Stage}/{row.Model}"));
        // Among 99 items a target is found far more often than among 1,200: the two are never to be mixed up.
        Assert.True(rows[2].Figures["HR@10"].Value > 2 * rows[0].Figures["HR@10"].Value);
        Assert.False(rows[4].Figures.ContainsKey(MetricCatalog.Rmse));
        Assert.InRange(rows[5].Figures[MetricCatalog.Rmse].Value, 0.5, 1.2);
        Assert.InRange(rows[5].Figures[MetricCatalog.Mae].Value, 0.4, rows[5].Figures[MetricCatalog.Rmse].Value);
        Assert.DoesNotContain("recall@300", run.Out, StringComparison.Ordinal);
        Assert.Contains("RMSE", run.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("candidates", "error: These settings have no stage \"candidates\": $.candidates.source is empty.\n")]
    [InlineData("rank", "error: These settings have no stage \"rank\": $.candidates.source is empty.\n")]
    [InlineData("recommend --user 1", "error: These settings have no candidates to recommend from: $.candidates.source is empty.\n")]
    public async Task StagesThatAreLeftOut_AreRefused(string command, string expected)
    {
        CommandLineRun run = await _workspace.RunAsync(command, Settings);

        Assert.Equal((2, "", expected), (run.ExitCode, run.Out, run.Error));
    }

    [Fact]
    public async Task RandomSplit_WarnsWhereverFiguresAreShown()
    {
        CommandLineRun run = await _workspace.RunAsync("pipeline", [.. Settings, "--set", "split.kind=random"]);

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains("data: WARNING: a random split leaks the future", run.Error, StringComparison.Ordinal);
        Assert.Contains("note: WARNING: a random split leaks the future", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TrainedModelWithoutValidation_RunsAllEpochsAndKeepsTheLast()
    {
        CommandLineRun run = await _workspace.RunAsync("pipeline",
            ["--set", "models={\"gmf\":{\"factors\":8,\"epochs\":3,\"patience\":1}}", "--set", "candidates.source=", "--set", "split.train=0.9", "--set", "split.validation=0"]);

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains("gmf: there is no validation part, so all 3 epochs are run and the last one is kept\n", run.Error, StringComparison.Ordinal);
        SortedDictionary<string, double> figures = _workspace.ManifestOf("gmf").Figures;
        Assert.Equal(3, figures["bestEpoch"]);
        Assert.DoesNotContain(figures.Keys, key => key.StartsWith("validation", StringComparison.Ordinal));
        Assert.Matches(@"^epoch,loss\n1,[0-9.]+\n2,[0-9.]+\n3,[0-9.]+\n$", File.ReadAllText(_workspace["gmf/training.csv"]));
    }
}
