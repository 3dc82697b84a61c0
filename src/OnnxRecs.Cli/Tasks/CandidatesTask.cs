using OnnxRecs.Pipeline;

namespace OnnxRecs.Cli.Tasks;

/// <summary>Indexes the tower's item vectors and retrieves candidates for the users of the test.</summary>
internal static class CandidatesTask
{
    public static ArtifactContents Build(ArtifactTaskContext context, CancellationToken cancel) => throw new NotImplementedException();
}
