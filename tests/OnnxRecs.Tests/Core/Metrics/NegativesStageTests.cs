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
