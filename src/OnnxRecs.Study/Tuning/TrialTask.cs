using OnnxRecs.Artifacts;
using OnnxRecs.Data;
using OnnxRecs.Metrics;
using OnnxRecs.Pipeline;

namespace OnnxRecs.Study.Tuning;

/// <summary>Trains a model as the stage of training does, judges its exported files by the validation part and keeps the score alone.</summary>
/// <remarks>A hundred trials would be a hundred models on the disk; the same settings make the best one again, to the last bit on the same machine.</remarks>
internal static class TrialTask
{
    public const string Stage = "tune";

    private const string FailureFile = "failure.txt";

    // Of the figures; what follows is the metric.
    private const string Figure = "validation";

    /// <param name="training">How the model is trained.</param>
    /// <param name="name">Of the trial's artifact.</param>
    public static ArtifactTask Of(ArtifactTask training, string name) => training with
    {
        Stage = Stage,
        Name = name,
        Kind = ArtifactKinds.Trial,
        Build = (context, cancellation) => Build(training, name, context, cancellation),
    };

    /// <summary>The score, or why there is none.</summary>
    public static (string? Metric, double? Score, string? Failure) Read(Artifact trial)
    {
        if (trial.Manifest.Files.ContainsKey(FailureFile)) return (null, null, File.ReadAllText(trial.PathOf(FailureFile)));
        (string name, double score) = trial.Manifest.Figures.Single(figure => figure.Key.StartsWith(Figure, StringComparison.Ordinal));
        return (name[Figure.Length..], score, null);
    }

    private static ArtifactContents Build(ArtifactTask training, string name, ArtifactTaskContext context, CancellationToken cancellation)
    {
        using var model = new ArtifactWriter(Path.Combine(context.ModelsFolder, $"{name}-model"));
        try
        {
            ArtifactContents trained = training.Build(context with { Output = model }, cancellation);
            (string metric, double score) = ScoreOf(trained.Graphs, model, context, cancellation);
            // In the place of training's own, which is that of some of the users.
            trained.Figures[Figure + metric] = score;
            context.Stage.Reporter.Message($"{Stage} {name}: validation {metric} {score:F4}");
            return trained with { Graphs = [] };
        }
        // What the settings lead to: no convergence, a matrix without an inverse, scores that are no numbers or that the two engines disagree on. The search goes on.
        catch (Exception e) when (e is InputException or ArithmeticException or InvalidOperationException)
        {
            context.Stage.Reporter.Message($"{Stage} {name}: failed, {e.Message}");
            AtomicFile.WriteText(context.Output.PathOf(FailureFile), e.Message);
            return new ArtifactContents();
        }
    }

    private static (string Metric, double Score) ScoreOf(GraphInfo[] graphs, ArtifactWriter model, ArtifactTaskContext context, CancellationToken cancellation)
    {
        var opened = new Dictionary<string, IModelRunner>();
        try
        {
            foreach (GraphInfo graph in graphs) opened.Add(graph.Name, context.Stage.OpenModel(model.PathOf(graph.File), graph, context.Stage.Config.Threads));
            PreparedData data = DataStage.Load(context.Inputs[DataStage.Artifact]);
            return (ValidationScore.MetricOf(opened), new ValidationScore(data).Of(opened, cancellation));
        }
        finally
        {
            foreach (IModelRunner runner in opened.Values) runner.Dispose();
        }
    }
}
