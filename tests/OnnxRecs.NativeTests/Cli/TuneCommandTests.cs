using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using OnnxRecs.NativeTests.EndToEnd;
using OnnxRecs.Tests.Snapshots;
using OnnxRecs.Tests.Support;

namespace OnnxRecs.NativeTests.Cli;

public sealed partial class TuneCommandTests : IDisposable
{
    private static readonly string[] SmallGmf = ["--set", "models.gmf={\"factors\":4,\"epochs\":6}", "--set", "tune.spaces.gmf={\"factors\":[4,8]}"];

    private readonly Workspace _workspace = new(training: false);
    private readonly TempFolder _folder = new();

    public void Dispose()
    {
        _workspace.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Tune_FittedModels_ShowsEveryTrial()
    {
        CommandLineRun run = await Run("tune popular item-knn ease", "--all", "--set", "tune.trials=4");

        Assert.True(run.ExitCode == 0, run.Error);
        Snapshot.MatchNumbers(Plain(run.Out).Replace(Folder, "FOLDER", StringComparison.Ordinal), tolerance: 0.0002);
        Assert.True(File.Exists(Path.Combine(Folder, "ease.csv")));
        // The models themselves are not kept.
        Assert.Empty(Directory.GetFiles(Folder, "*.onnx", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Tune_InterruptedAndResumed_EndsInTheSameTableAndRepeatsNothing()
    {
        string[] line = [.. SmallGmf, "--all", "--set", "tune.trials=6", "--set", "tune.minEpochs=2"];
        using var other = new Workspace(training: false);
        CommandLineRun whole = await other.RunAsync("tune gmf ease", line);
        Assert.True(whole.ExitCode == 0, whole.Error);

        using var cancel = new CancellationTokenSource();
        Task<CommandLineRun> interrupted = Task.Run(() => CommandLineRun.Of(_workspace.Line("tune gmf ease", line), cancel.Token));
        while (!interrupted.IsCompleted && !File.Exists(Path.Combine(Folder, "gmf-003-e2", "manifest.json"))) await Task.Delay(5);
        await cancel.CancelAsync();
        CommandLineRun first = await interrupted;
        CommandLineRun second = await Run("tune gmf ease", line);
        CommandLineRun third = await Run("tune gmf ease", line);

        Assert.Equal((2, ""), (first.ExitCode, first.Out));
        Assert.EndsWith("Interrupted; run the same command again to go on.\n", first.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("ease", first.Error, StringComparison.Ordinal);
        Assert.True(second.ExitCode == 0, second.Error);
        Assert.Contains("tune gmf-003-e2: up to date\n", second.Error, StringComparison.Ordinal);
        Assert.Contains("tune gmf-005-e2: building\n", second.Error, StringComparison.Ordinal);
        Assert.Equal(Plain(whole.Out).Replace(PathOf(other), Folder, StringComparison.Ordinal), Plain(second.Out));
        Assert.DoesNotContain("building", third.Error, StringComparison.Ordinal);
        Assert.Equal(second.Out, third.Out);
    }

    /// <summary>A ranker, and a retrieval model with its two graphs.</summary>
    [Theory]
    [InlineData("gmf", """{"factors":4,"epochs":2}""")]
    [InlineData("two-tower", """{"dim":8,"hidden":8,"epochs":2}""")]
    public async Task Tune_SettingsOfATrial_GiveItsScoreWhereTheyAreTrained(string model, string settings)
    {
        string[] stands = ["--set", $"models.{model}={settings}"];
        JsonNode tuned = await Tuned(model, [.. stands, "--set", "tune.trials=2"]);
        JsonNode second = tuned["trials"]!.AsArray().Single(trial => (int)trial!["trial"]! == 2)!;
        IEnumerable<string> drawn = second["settings"]!.AsObject().SelectMany(option => (string[])["--set", $"models.{model}.{option.Key}={option.Value!.ToJsonString()}"]);
        CommandLineRun data = await Run("data", []);
        Assert.True(data.ExitCode == 0, data.Error);

        CommandLineRun train = await Run($"train {model}", [.. stands, .. drawn]);

        Assert.True(train.ExitCode == 0, train.Error);
        // The sample has fewer users than validationUsers, so training's own score is of the same users; the engines differ in the last digits.
        Assert.Equal(_workspace.ManifestOf(model).Figures["validationNDCG@10"], (double)second["score"]!, 1e-4);
        Assert.NotEqual((double)tuned["asItStands"]!, (double)second["score"]!, 1e-4);
    }

    [Fact]
    public async Task Tune_TrialThatFails_IsNotedAndTheSearchGoesOn()
    {
        JsonNode tuned = await Tuned("ease", ["--set", "tune.trials=3", "--set", "tune.spaces.ease.regularization=[0,250]"]);

        JsonNode[] trials = [.. tuned["trials"]!.AsArray().Select(trial => trial!)];
        Assert.Equal(3, trials.Length);
        JsonNode failed = trials.Single(trial => (double)trial["settings"]!["regularization"]! == 0);
        Assert.StartsWith("ease: items that are liked by the same users, or by nobody, leave no single answer", failed["failure"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Null(failed["score"]);
        Assert.Equal(250, (double)tuned["changes"]!["regularization"]!);
        Assert.True((double)tuned["best"]! > (double)tuned["asItStands"]!);
    }

    [Fact]
    public async Task Tune_NothingSucceeds_IsAnErrorAfterTheTable()
    {
        CommandLineRun run = await Run("tune ease", ["--set", "models.ease.regularization=0", "--set", "tune.trials=1"]);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("ease: none came to a score", run.Out, StringComparison.Ordinal);
        Assert.Contains("\nerror: ease: no trial came to a score, the first one failed with: ease: items that", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tune_ModelOfRatings_TakesTheLowestError()
    {
        JsonNode tuned = await Tuned("bias", ["--set", "tune.trials=5"]);

        Assert.Equal("RMSE", (string)tuned["metric"]!);
        Assert.Equal(tuned["trials"]!.AsArray().Min(trial => (double)trial!["score"]!), (double)tuned["best"]!);
        Assert.Equal((double)tuned["asItStands"]! - (double)tuned["best"]!, (double)tuned["gain"]!, 1e-12);
        Assert.InRange((double)tuned["best"]!, 0.5, 1.2);
    }

    [Fact]
    public async Task Tune_PreTrainedModel_HasPartsOfItsOwn()
    {
        JsonNode tuned = await Tuned("neumf",
        [
            "--set", "models={\"gmf\":{\"factors\":4,\"epochs\":1},\"mlp\":{\"layers\":[8],\"epochs\":1},\"neumf\":{\"factors\":4,\"layers\":[8],\"epochs\":1,\"preTrain\":true}}",
            "--set", "candidates.source=", "--set", "rank.rankers=[\"neumf\"]", "--set", "tune.trials=2",
        ]);

        Assert.Equal(2, tuned["trials"]!.AsArray().Count);
        Assert.All(tuned["trials"]!.AsArray(), trial => Assert.Null(trial!["failure"]));
        Assert.True(Directory.Exists(Path.Combine(Folder, "gmf")));
        Assert.False(Directory.Exists(_workspace["gmf"]));
    }

    [Fact]
    public async Task Tune_OtherTestPart_GivesTheSameTable()
    {
        CommandLineRun one = await TuneTable(testRating: 5), other = await TuneTable(testRating: 1);

        Assert.True(one.ExitCode == 0, one.Error);
        Assert.Equal(Plain(one.Out), Plain(other.Out));
        // The second time everything was made again: the data are others.
        Assert.Contains("data: source changed", other.Error, StringComparison.Ordinal);
        Assert.Contains("tune ease-002: data changed, building", other.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tune_NoModels_TakesThoseOfTheSettings()
    {
        CommandLineRun run = await Run("tune", ["--json", "--set", "models={\"popular\":{},\"random\":{}}", "--set", "candidates.source="]);

        Assert.True(run.ExitCode == 0, run.Error);
        JsonArray models = JsonNode.Parse(run.Out)!["models"]!.AsArray();
        Assert.Equal(["popular", "random"], models.Select(model => (string)model!["model"]!));
        Assert.All(models, model => Assert.Single(model!["trials"]!.AsArray()));
        Assert.True((double)models[0]!["best"]! > 2 * (double)models[1]!["best"]!);
    }

    [Fact]
    public async Task Spaces_AreShownAsTheSettingsTakeThem()
    {
        CommandLineRun run = await Run("tune ease item-knn", ["--spaces", "--set", "tune.spaces.ease.regularization=[1,2]"]);

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        JsonNode spaces = JsonNode.Parse(run.Out)!;
        Assert.Equal("[1,2]", spaces["ease"]!["regularization"]!.ToJsonString());
        Assert.Equal("""{"from":5,"to":1000,"scale":"log"}""", spaces["item-knn"]!["neighbours"]!.ToJsonString());
        Assert.Equal(run.Out, (await Run("tune ease item-knn", ["--spaces", "--set", $"tune.spaces={spaces.ToJsonString()}"])).Out);
        Assert.False(Directory.Exists(Folder));
    }

    [Fact]
    public async Task UnknownModel_IsRefusedWithAHint()
    {
        CommandLineRun run = await Run("tune easy", []);

        Assert.Equal((2, ""), (run.ExitCode, run.Out));
        Assert.Matches("^error: There is no model \"easy\" \\(popular, .*\\); did you mean \"ease\"\\?\n$", run.Error);
    }

    [Fact]
    public async Task WrongSpace_IsNamedWithItsOrigin()
    {
        CommandLineRun run = await Run("tune ease", ["--set", "tune.spaces.ease.regularization={\"from\":10,\"to\":1}"]);

        Assert.Equal((2, ""), (run.ExitCode, run.Out));
        Assert.EndsWith("  $.tune.spaces.ease.regularization.from: 10 is not below to (1) (from --set tune.spaces.ease.regularization={\"from\":10,\"to\":1})\n", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task NoValidationPart_SaysWhatToSet()
    {
        CommandLineRun run = await Run("tune ease", ["--set", "split.train=0.9", "--set", "split.validation=0"]);

        Assert.Equal((2, ""), (run.ExitCode, run.Out));
        Assert.Contains("\nerror: $.split.validation: ", run.Error, StringComparison.Ordinal);
    }

    private string Folder => PathOf(_workspace);

    private static string PathOf(Workspace workspace) => Path.Combine(Path.GetDirectoryName(workspace.Models)!, "tune", "sample");

    private Task<CommandLineRun> Run(string command, params string[] more) => _workspace.RunAsync(command, more);

    /// <summary>What became of one model, as JSON.</summary>
    private async Task<JsonNode> Tuned(string model, string[] more)
    {
        CommandLineRun run = await Run($"tune {model}", [.. more, "--json"]);
        Assert.True(run.ExitCode == 0, run.Error);
        return JsonNode.Parse(run.Out)!["models"]!.AsArray().Single()!;
    }

    /// <summary>30 users with 20 events each, the last two of which are the test part; half of the users give those another rating.</summary>
    private async Task<CommandLineRun> TuneTable(int testRating)
    {
        IEnumerable<string> rows =
            from user in Enumerable.Range(0, 30)
            from place in Enumerable.Range(0, 20)
            let rating = place >= 18 && user % 2 == 0 ? testRating : 3 + (user + place) % 3
            select $"{user},{(user * 11 + place * (1 + user % 3)) % 60},{rating},{place * 100 + user}";
        _folder.Write("events.csv", string.Join('\n', rows.Prepend("user,item,rating,time")) + "\n");
        string config = _folder.Write("pipeline.json", """
            {
              "dataset": "made", "dataDirectory": ".", "modelsDirectory": "models", "candidates": { "source": "" },
              "table": { "value": "rating", "time": "time" },
              "models": { "ease": {}, "bias": {}, "gmf": { "epochs": 4, "factors": 4 } },
              "tune": { "trials": 4, "eta": 2, "minEpochs": 2 }
            }
            """);
        return await CommandLineRun.Of(["tune", "--all", "--config", config, "--threads", "1"]);
    }

    /// <summary>Without times, and with one space where columns have more.</summary>
    private static string Plain(string text) => string.Join('\n', Spaces().Replace(Seconds().Replace(text, "TIME"), " ").Split('\n').Select(line => line.Trim()));

    [GeneratedRegex(@"\d+\.\d s|\d+ min \d\d s")]
    private static partial Regex Seconds();

    [GeneratedRegex(" +")]
    private static partial Regex Spaces();
}
