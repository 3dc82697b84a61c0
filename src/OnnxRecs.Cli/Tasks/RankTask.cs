using OnnxRecs.Pipeline;

namespace OnnxRecs.Cli.Tasks;

/// <summary>Orders the candidates by each ranker and re-ranks.</summary>
internal static class RankTask
{
    public static ArtifactContents Build(ArtifactTaskContext context, CancellationToken cancel) => throw new NotImplementedException();
}
