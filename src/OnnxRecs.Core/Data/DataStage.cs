using System.Text.Json.Nodes;
using OnnxRecs.Artifacts;
using OnnxRecs.Config;
using OnnxRecs.Data.Loaders;
using OnnxRecs.Data.Splitters;
using OnnxRecs.Pipeline;

namespace OnnxRecs.Data;

/// <summary>First stage: reads a data set, splits it by time and writes what all others read.</summary>
public static class DataStage
{
    public const string Artifact = ArtifactKinds.Data;

    private const string FileName = "data.bin";

    public static ArtifactTask Task(PipelineConfig config, IReporter reporter)
    {
        var settings = new JsonObject
        {
            ["dataset"] = config.Dataset,
            ["train"] = config.Split.Train,
            ["validation"] = config.Split.Validation,
            ["relevance"] = config.Relevance,
        };
        return new ArtifactTask(Artifact, Artifact, ArtifactKinds.Data, [], settings, Build)
        {
            Source = cancellation => DataSource.HashOf(Locate(config, reporter, cancellation)),
        };
    }

    /// <summary>Reads what the stage wrote.</summary>
    public static PreparedData Load(Artifact artifact) => PreparedData.Load(artifact.PathOf(FileName));

    private static string Locate(PipelineConfig config, IReporter reporter, CancellationToken cancellation)
    {
        using var http = new HttpClient();
        return DataSource.FromEnvironment(config.DataDirectory, http, reporter).LocateAsync(config.Dataset, cancellation).GetAwaiter().GetResult();
    }

    private static ArtifactContents Build(ArtifactTaskContext context, CancellationToken cancellation)
    {
        PipelineConfig config = context.Stage.Config;
        Dataset dataset = LoaderCatalog.Get(config.Dataset).Load(Locate(config, context.Stage.Reporter, cancellation));
        Split split = TemporalUserSplitter.Split(dataset.Interactions, config.Split.Validation, Math.Round(1 - config.Split.Train - config.Split.Validation, 9));
        var data = new PreparedData(dataset.Facts, split, (float)(config.Relevance ?? 4));
        if (data.TrainPositives.Count == 0 || data.UsersWithTargets(Phase.Validation).Length == 0 || data.UsersWithTargets(Phase.Test).Length == 0)
            throw new InputException($"$.relevance: {data.Relevance} leaves nothing that is liked in the training, validation or test part of {data.Name}; lower it, or change $.split.");
        data.Save(context.Output.PathOf(FileName));
        context.Stage.Reporter.Message(
            $"data: {data.Name}, {dataset.Interactions.Count:N0} events of {data.UserCount:N0} users and {data.ItemCount:N0} items; {split.Name}; liked means at least {data.Relevance}");
        context.Stage.Reporter.Message($"data: {data.Licence}");
        var contents = new ArtifactContents { DataFingerprint = data.Fingerprint };
        contents.Figures["users"] = data.UserCount;
        contents.Figures["items"] = data.ItemCount;
        contents.Figures["events"] = dataset.Interactions.Count;
        contents.Figures["trainPositives"] = data.TrainPositives.Count;
        contents.Figures["testUsers"] = data.UsersWithTargets(Phase.Test).Length;
        return contents;
    }
}
