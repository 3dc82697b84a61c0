using System.Text.Json.Nodes;
using OnnxRecs.Artifacts;
using OnnxRecs.Config;
using OnnxRecs.Data;
using OnnxRecs.Metrics;
using OnnxRecs.Pipeline;
using OnnxRecs.Tests.Support;

namespace OnnxRecs.Tests.Core.Metrics;

public sealed class NegativesStageTests : IDisposable, IReporter
{
    private readonly TempFolder _folder = new();

    [Fact]
    public void Tasks_NothingSampled_IsNone() => Assert.Empty(NegativesStage.Tasks(new PipelineConfig()));

    [Fact]
    public void RunStage_Evaluate_FreezesThemFirst()
    {
        Run("data", Settings(99));
        int[][] seen = [];
        IReadOnlyList<TaskOutcome> outcomes = Run("evaluate", Settings(99), negatives => seen = negatives);

        Artifact artifact = outcomes[0].Artifact;
        PreparedData data = DataStage.Load(Artifact.Open(_folder["sample/data"], ArtifactKinds.Data));
        int[][] negatives = NegativesStage.Load(artifact);
        Assert.Equal(NegativeDraw.Draw(data, data.UsersWithTargets(Phase.Test), 99, 0.5, seed: 42), negatives);
        Assert.Equal(negatives, seen);
        Assert.Equal("""{"beta":0.5,"count":99,"seed":42}""", new JsonObject(artifact.Manifest.Settings.OrderBy(p => p.Key).Select(p => KeyValuePair.Create(p.Key, p.Value?.DeepClone()))).ToJsonString());
        Assert.Equal((99.0, 99.0, 0.0), (artifact.Manifest.Figures["fewest"], artifact.Manifest.Figures["most"], artifact.Manifest.Figures["published"]));
        Assert.Equal(64, artifact.Manifest.Files["negatives.bin"].Sha256.Length);
    }

    [Fact]
    public void RunStage_OtherSettings_DrawsAgain()
    {
        Run("data", Settings(5));
        Assert.True(Run("evaluate", Settings(5))[0].Built);
        Assert.False(Run("evaluate", Settings(5))[0].Built);

        TaskOutcome outcome = Run("evaluate", Settings(6))[0];

        Assert.True(outcome.Built);
        Assert.All(NegativesStage.Load(outcome.Artifact), list => Assert.Equal(6, list.Length));
    }

    [Fact]
    public void Build_Published_TellsTheirNumbersAndNotThoseOfTheSettings()
    {
        // Users 0 and 2 have a target; a filter has left user 2 one negative of two.
        PreparedData data = Published([[3, 4], [3, 4], [4]]);
        var made = new ArtifactTask(DataStage.Artifact, DataStage.Artifact, ArtifactKinds.Data, [], [], (context, _) =>
        {
            data.Save(context.Output.PathOf("data.bin"));
            return new ArtifactContents { DataFingerprint = data.Fingerprint };
        });
        var runner = new PipelineRunner([made, .. NegativesStage.Tasks(Settings(50))], new StageContext(Settings(50), this, (_, _, _) => throw new NotSupportedException()), TimeProvider.System);
        runner.RunStage("data", [], force: false, CancellationToken.None);

        IReadOnlyDictionary<string, double> figures = runner.RunStage("evaluate", [], force: false, CancellationToken.None)[0].Artifact.Manifest.Figures;

        Assert.Equal((1.0, 1.0, 2.0, 3.0), (figures["published"], figures["fewest"], figures["most"], figures["negatives"]));
    }

    [Fact]
    public void Describe_Published_StatesTheRealSizes()
    {
        (string stage, string how, string? note) = NegativesStage.Describe(Published([[3, 4], [3, 4], [3, 4]]), Settings(50), [[3, 4], [3, 4]]);
        Assert.Equal(("sampled (2 published)", null), (stage, note));
        Assert.StartsWith("targets among the 2 items that were published with the data", how, StringComparison.Ordinal);

        (stage, _, note) = NegativesStage.Describe(Published([[3, 4], [3, 4], [4]]), Settings(50), [[3, 4], [4]]);
        Assert.Equal("sampled (1-2 published)", stage);
        Assert.Equal("of the published negatives some users have 1 and others up to 2: those that the filter took out of the data are missing", note);
    }

    [Fact]
    public void Describe_Drawn_StatesWhatWasAskedForAndWhereThereWasLess()
    {
        PreparedData data = MadeData.Of(5, [[0], [1]], [[1], [0]]);

        Assert.Equal(("sampled (3)", null), (NegativesStage.Describe(data, Settings(3), [[2, 3, 4], [2, 3, 4]]).Stage, NegativesStage.Describe(data, Settings(3), [[2, 3, 4], [2, 3, 4]]).Note));
        Assert.Equal("of the 4 sampled negatives that were asked for some users have only 3, which are all that they have not met", NegativesStage.Describe(data, Settings(4), [[2, 3, 4], [2, 3, 4]]).Note);
    }

    private static PreparedData Published(int[][] negatives)
    {
        PreparedData data = MadeData.Of(5, [[0], [1], [1]], [[1], [], [2]]);
        return new PreparedData(data.Facts, data.Split, data.Relevance, negatives);
    }

    void IReporter.Message(string text) { }

    void IReporter.Progress(string task, double fraction, string detail) { }

    public void Dispose() => _folder.Dispose();

    private PipelineConfig Settings(int count) => new()
    {
        DataDirectory = Path.Combine(Repository.Root, "data"),
        ModelsDirectory = _folder.Path,
        Evaluate = new EvaluateOptions { SampledNegatives = count, SampledBeta = 0.5 },
    };

    /// <summary>The stages that matter, with an evaluation that only reads the negatives.</summary>
    private IReadOnlyList<TaskOutcome> Run(string stage, PipelineConfig config, Action<int[][]>? read = null)
    {
        var evaluation = new ArtifactTask("evaluate", "evaluation", ArtifactKinds.Evaluation, [DataStage.Artifact, NegativesStage.Artifact], [], (context, _) =>
        {
            read?.Invoke(NegativesStage.Load(context.Inputs[NegativesStage.Artifact]));
            return new ArtifactContents();
        });
        var context = new StageContext(config, this, (_, _, _) => throw new NotSupportedException());
        return new PipelineRunner([DataStage.Task(config, this), .. NegativesStage.Tasks(config), evaluation], context, TimeProvider.System).RunStage(stage, [], force: false, CancellationToken.None);
    }
}
