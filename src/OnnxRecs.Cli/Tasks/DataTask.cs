using OnnxRecs.Config;
using OnnxRecs.Pipeline;

namespace OnnxRecs.Cli.Tasks;

/// <summary>Reads the data set, splits it and stores it.</summary>
internal static class DataTask
{
    /// <summary>Hash of the files that the data set is read from.</summary>
    public static string SourceHash(PipelineConfig config, CancellationToken cancel) => throw new NotImplementedException();

    public static ArtifactContents Build(ArtifactTaskContext context, CancellationToken cancel) => throw new NotImplementedException();
}
