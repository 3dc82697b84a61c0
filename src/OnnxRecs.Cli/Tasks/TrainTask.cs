using OnnxRecs.Pipeline;

namespace OnnxRecs.Cli.Tasks;

/// <summary>Trains one model and exports it.</summary>
internal static class TrainTask
{
    public static ArtifactContents Build(string model, ArtifactTaskContext context, CancellationToken cancel) => throw new NotImplementedException();
}
