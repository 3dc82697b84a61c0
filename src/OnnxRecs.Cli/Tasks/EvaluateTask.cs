using OnnxRecs.Pipeline;

namespace OnnxRecs.Cli.Tasks;

/// <summary>Measures every model and stage and writes evaluation.json.</summary>
internal static class EvaluateTask
{
    public static ArtifactContents Build(ArtifactTaskContext context, CancellationToken cancel) => throw new NotImplementedException();
}
