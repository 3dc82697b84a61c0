using System.Text.Json.Nodes;
using OnnxRecs.Artifacts;
using OnnxRecs.Config;
using OnnxRecs.Data;
using OnnxRecs.Models;
using OnnxRecs.Pipeline;
using OnnxRecs.Study.Tuning;
using OnnxRecs.Tests.Core.Pipeline;
using OnnxRecs.Tests.Support;

namespace OnnxRecs.Tests.Study.Tuning;

/// <summary>
/// The search over the embedded sample with a training that learns nothing: its model predicts the same rating everywhere, 1 plus a hundred times the step size. As
/// ratings are above 3 in the mean and a step is at most .01, the larger step is always the better one.
/// </summary>
public sealed class TunerTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly List<string> _trained = [];
    private PipelineConfig _config;
    private Action<string, JsonObject> _onTraining = (_, _) => { };

    public TunerTests() => _config = new PipelineConfig
    {
        DataDirectory = Path.Combine(Repository.Root, "data"),
        ModelsDirectory = _folder["models"],
        Models = new(StringComparer.Ordinal) { ["rating-mlp"] = new JsonObject { ["epochs"] = 18, ["learningRate"] = 1e-6 } },
        Tune = new TuneOptions { Trials = 9, Eta = 3, MinEpochs = 2 },
    };

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Run_EachRung_HasTheBestOfTheOneBeforeAndTheFirst()
    {
        TunedModel model = Run().Single();

        Assert.Equal(["9x2", "4x6", "2x18"], model.Results.GroupBy(result => result.Rung).Select(rung => $"{rung.Count()}x{rung.First().Epochs}"));
        int[] byStep = [.. model.Results.Where(result => result.Rung == 1).OrderByDescending(StepOf).Select(result => result.Trial)];
        Assert.Equal(1, byStep[^1]);
        Assert.Equal([1, .. byStep[..3].Order()], TrialsOf(model, rung: 2));
        Assert.Equal([1, byStep[0]], TrialsOf(model, rung: 3));
        Assert.Equal((byStep[0], 3, "RMSE"), (model.Best!.Trial, model.Best.Rung, model.Best.Metric));
        Assert.Equal(1, model.AsTheyStand!.Trial);
        Assert.Equal(model.AsTheyStand.Score!.Value - model.Best.Score!.Value, model.Gain!.Value, 1e-12);
        Assert.Equal(StepOf(model.Best), (double)model.Changes["learningRate"]!);
        Assert.DoesNotContain("epochs", model.Changes.Select(change => change.Key));
    }

    [Fact]
    public void Run_Again_TrainsNothingAndGivesTheSame()
    {
        string first = Table(Run());
        Assert.Equal(15, _trained.Count); // 9 + 4 + 2
        _trained.Clear();

        string second = Table(Run());

        Assert.Empty(_trained);
        Assert.Equal(first, second);
    }

    [Fact]
    public void Run_Forced_TrainsAllAnew()
    {
        Run();
        _trained.Clear();

        Run(force: true);

        Assert.Equal(15, _trained.Count);
    }

    [Fact]
    public void Run_Interrupted_GoesOnWithWhatIsLeft()
    {
        string whole = Table(Run());
        string file = FileText();
        Directory.Delete(_folder["models"], recursive: true);
        _trained.Clear();
        using var cancel = new CancellationTokenSource();
        _onTraining = (_, _) =>
        {
            if (_trained.Count == 11) cancel.Cancel();
        };
        Assert.ThrowsAny<OperationCanceledException>(() => Run(cancel: cancel.Token));
        Assert.Equal(11, _trained.Count);

        string resumed = Table(Run());

        Assert.Equal(16, _trained.Count); // the one that was interrupted is trained again
        Assert.Equal((whole, file), (resumed, FileText()));
    }

    [Fact]
    public void Run_MoreTrials_TrainsOnlyWhatIsNew()
    {
        TunedModel few = Run().Single();
        _trained.Clear();
        _config = _config with { Tune = _config.Tune with { Trials = 12 } };

        TunedModel more = Run().Single();

        Assert.Equal(SettingsOf(few), SettingsOf(more)[..9]);
        // 3 new ones, and those of them that go on in place of others.
        Assert.Equal(3, _trained.Count(name => name.EndsWith("-e2", StringComparison.Ordinal)));
        Assert.All(_trained.Where(name => name.EndsWith("-e6", StringComparison.Ordinal)), name => Assert.DoesNotContain(name, few.Results.Where(result => result.Rung == 2).Select(NameOf)));
    }

    [Fact]
    public void Run_OtherSettings_TrainsAnew()
    {
        Run();
        _trained.Clear();
        _config.Models["rating-mlp"]["gateWidth"] = 8;

        Run();

        Assert.Equal(15, _trained.Count);
    }

    [Fact]
    public void Run_TrialThatFails_IsNotedAndEndsThere()
    {
        _onTraining = (_, settings) =>
        {
            if ((double)settings["learningRate"]! > 1e-3) throw new InputException("the loss is \"NaN\", in epoch 1");
        };

        TunedModel model = Run().Single();

        TrialResult[] failed = [.. model.Results.Where(result => result.Failure is not null)];
        Assert.NotEmpty(failed);
        Assert.All(failed, result => Assert.Equal((1, null, "the loss is \"NaN\", in epoch 1"), (result.Rung, result.Score, result.Failure)));
        Assert.All(failed, result => Assert.True(StepOf(result) > 1e-3));
        Assert.True(StepOf(model.Best!) <= 1e-3);
        Assert.Contains(",,0,\"the loss is \"\"NaN\"\", in epoch 1\",", FileText(), StringComparison.Ordinal);
        _trained.Clear();
        Assert.Equal(Table([model]), Table(Run()));
        Assert.Empty(_trained);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Run_ScoresOrEnginesAtFault_AreFailuresOfTheTrial(bool arithmetic)
    {
        _onTraining = (name, _) =>
        {
            if (name == "rating-mlp-002-e2") throw arithmetic ? new ArithmeticException("a score is NaN") : new InvalidOperationException("the export does not agree");
        };

        Assert.Equal([2], Run().Single().Results.Where(result => result.Failure is not null).Select(result => result.Trial));
    }

    [Fact]
    public void Run_AllFail_HasNoBest()
    {
        _onTraining = (_, _) => throw new InputException("no");

        TunedModel model = Run().Single();

        Assert.Equal((9, null, null, null), (model.Results.Count, model.Best, model.AsTheyStand, model.Gain));
        Assert.Empty(model.Changes);
    }

    [Fact]
    public void Run_FewerEpochsAreBetter_SaysSo()
    {
        // What all epochs lead to, whatever the step.
        _onTraining = (_, settings) => settings["learningRate"] = (int)settings["epochs"]! == 18 ? 1e-6 : (double)settings["learningRate"]!;

        TunedModel model = Run().Single();

        Assert.Equal(6, model.Best!.Epochs);
        Assert.Equal(6, (int)model.Changes["epochs"]!);
        Assert.True(model.Gain > 0);
    }

    [Fact]
    public void Run_NothingBetter_ChangesNothing()
    {
        _config.Models["rating-mlp"]["learningRate"] = 0.02; // above what is drawn

        TunedModel model = Run().Single();

        Assert.Equal((1, 3, 0.0), (model.Best!.Trial, model.Best.Rung, model.Gain));
        Assert.Empty(model.Changes);
    }

    [Fact]
    public void Run_ModelThatTheSettingsLack_HasItsDefaults()
    {
        _config = _config with { Models = new(StringComparer.Ordinal) };

        TunedModel model = Run("bias").Single();

        Assert.Equal([.. Enumerable.Range(1, 9)], TrialsOf(model, rung: 1));
        Assert.Equal("""{"userShrinkage":15,"itemShrinkage":10}""", model.Results[0].Settings.ToJsonString());
    }

    [Fact]
    public void Run_PreTrainedModel_TrainsItsPartsOnceAndKeepsWhatTheyShare()
    {
        _config = _config with
        {
            Models = new(StringComparer.Ordinal)
            {
                ["gmf"] = new JsonObject { ["factors"] = 4 },
                ["mlp"] = new JsonObject { ["layers"] = new JsonArray(8, 4) },
                ["neumf"] = new JsonObject { ["factors"] = 4, ["layers"] = new JsonArray(8, 4), ["preTrain"] = true, ["epochs"] = 2 },
            },
        };

        TunedModel model = Run("neumf").Single();

        Assert.Equal(["gmf", "mlp", "neumf-001-e2", "neumf-002-e2"], _trained[..4]);
        Assert.Equal(2 + 9, _trained.Count);
        Assert.Equal(["negatives", "learningRate", "weightDecay"], model.Results[0].Settings.Select(option => option.Key));
    }

    [Fact]
    public void Run_NoValidationPart_SaysWhatToSet()
    {
        _config = _config with { Split = new SplitOptions { Train = 0.9, Validation = 0 } };

        string message = Assert.Throws<InputException>(() => Run()).Message;

        Assert.Matches(@"^\$\.split\.validation: .* has no validation part \(.*\), by which settings are chosen; set it to a share such as 0\.1\.$", message);
        Assert.Empty(_trained);
    }

    [Fact]
    public void Run_Tables_HaveALineForEachTraining()
    {
        Run();

        string[] lines = FileText().TrimEnd('\n').Split('\n');
        Assert.Equal("trial,rung,epochs,metric,score,seconds,failure,dim,layers,dropout,strengthWeight,learningRate,weightDecay", lines[0]);
        Assert.Equal(16, lines.Length);
        Assert.Matches("""^1,1,2,RMSE,\d\.\d+,0,,128,"\[512,256,128,64\]","\[0\.3,0\.2,0\.1\]",0\.2,1E-06,0\.3$""", lines[1]);
    }

    private static double StepOf(TrialResult result) => (double)result.Settings["learningRate"]!;

    private static string NameOf(TrialResult result) => $"rating-mlp-{result.Trial:000}-e{result.Epochs}";

    private static IEnumerable<int> TrialsOf(TunedModel model, int rung) => model.Results.Where(result => result.Rung == rung).Select(result => result.Trial);

    private static string[] SettingsOf(TunedModel model) => [.. model.Results.Where(result => result.Rung == 1).Select(result => result.Settings.ToJsonString())];

    private static string Table(IEnumerable<TunedModel> models) => string.Join('\n', models.SelectMany(model => model.Results));

    private string FileText() => File.ReadAllText(_folder["models/tune/sample/rating-mlp.csv"]);

    private IReadOnlyList<TunedModel> Run(string model = "rating-mlp", bool force = false, CancellationToken cancel = default) =>
        new Tuner(_config, new Silence(), Open, Tasks, new StoppedClock()).Run([ModelCatalog.Find(model)], force, cancel);

    /// <summary>One for each model, the last of which begins with what the others have learnt.</summary>
    private IEnumerable<ArtifactTask> Tasks(PipelineConfig config)
    {
        string[] before = [];
        foreach (ModelEntry entry in config.Models.Keys.Select(ModelCatalog.Find))
        {
            JsonObject settings = ModelCatalog.ToJson(entry, ModelCatalog.OptionsOf(entry, config));
            yield return new ArtifactTask("train", entry.Name, ArtifactKinds.Model, [DataStage.Artifact, .. before], settings, (context, cancel) => Train((JsonObject)settings.DeepClone(), context, cancel));
            before = [.. before, entry.Name];
        }
    }

    private ArtifactContents Train(JsonObject settings, ArtifactTaskContext context, CancellationToken cancel)
    {
        // What is written to models/tune/sample/NAME-model.partial is the model of a trial.
        string name = Path.GetFileName(Path.GetDirectoryName(context.Output.PathOf("model.onnx")))!.Split("-model.")[0].Split(".partial")[0];
        _trained.Add(name);
        _onTraining(name, settings);
        cancel.ThrowIfCancellationRequested();
        File.WriteAllText(context.Output.PathOf("model.onnx"), $"{1 + 100 * ((double?)settings["learningRate"] ?? 0.01)}");
        return new ArtifactContents
        {
            Graphs = [new GraphInfo("model", [new TensorInfo(FeedNames.Items, ["B", "N"])], [new TensorInfo(FeedNames.Ratings, ["B", "N"])])],
            Figures = { ["bestEpoch"] = 1, ["validationRMSE"] = 99 },
        };
    }

    /// <summary>Predicts the number in the file.</summary>
    private static FakeRunner Open(string path, GraphInfo graph, int threads)
    {
        float rating = float.Parse(File.ReadAllText(path));
        return new FakeRunner(graph.Inputs, graph.Outputs[0], values =>
        {
            float[] ratings = new float[values[FeedNames.Items].Length];
            Array.Fill(ratings, rating);
            return ratings;
        });
    }

    private sealed class Silence : IReporter
    {
        public void Message(string text) { }

        public void Progress(string task, double fraction, string detail) { }
    }

    private sealed class StoppedClock : TimeProvider
    {
        public override long GetTimestamp() => 0;
    }
}
