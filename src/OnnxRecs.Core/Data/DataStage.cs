using System.Text.Json;
using System.Text.Json.Nodes;
using OnnxRecs.Artifacts;
using OnnxRecs.Config;
using OnnxRecs.Data.Splitters;
using OnnxRecs.Pipeline;

namespace OnnxRecs.Data;

/// <summary>First stage: reads a data set, filters and splits it, and writes what all others read.</summary>
public static class DataStage
{
    public const string Artifact = ArtifactKinds.Data;

    private const string FileName = "data.bin";

    public static ArtifactTask Task(PipelineConfig config, IReporter reporter)
    {
        var settings = new JsonObject
        {
            ["dataset"] = config.Dataset,
            ["table"] = JsonSerializer.SerializeToNode(config.Table, JsonSerializerOptions.Web),
            ["filter"] = JsonSerializer.SerializeToNode(config.Filter, JsonSerializerOptions.Web),
            ["split"] = JsonSerializer.SerializeToNode(config.Split, JsonSerializerOptions.Web),
            ["relevance"] = config.Relevance,
        };
        return new ArtifactTask(Artifact, Artifact, ArtifactKinds.Data, [], settings, Build)
        {
            Source = cancellation => DatasetReader.HashOf(config, reporter, cancellation),
        };
    }

    /// <summary>Reads what the stage wrote.</summary>
    public static PreparedData Load(Artifact artifact) => PreparedData.Load(artifact.PathOf(FileName));

    private static ArtifactContents Build(ArtifactTaskContext context, CancellationToken cancellation)
    {
        PipelineConfig config = context.Stage.Config;
        IReporter reporter = context.Stage.Reporter;
        Dataset dataset = DatasetReader.Read(config, reporter, cancellation);
        PreparedData data = Prepare(dataset, config);
        data.Save(context.Output.PathOf(FileName));

        int events = data.Split.Parts.Sum(part => part.Events.Count);
        reporter.Message($"data: {data.Name}, {events:N0} events of {data.UserCount:N0} users and {data.ItemCount:N0} items; {data.Split.Name}; liked means at least {data.Relevance}");
        reporter.Message($"data: {data.Licence}");
        foreach (string note in data.Facts.Notes.Concat(data.Split.Notes)) reporter.Message($"data: {note}");

        var contents = new ArtifactContents { DataFingerprint = data.Fingerprint };
        contents.Figures["eventsRead"] = dataset.Interactions.Count;
        contents.Figures["relevance"] = data.Relevance;
        contents.Figures["users"] = data.UserCount;
        contents.Figures["items"] = data.ItemCount;
        contents.Figures["events"] = events;
        contents.Figures["trainPositives"] = data.TrainPositives.Count;
        contents.Figures["testUsers"] = data.UsersWithTargets(Phase.Test).Length;
        return contents;
    }

    /// <summary>Filters, splits, and applies the threshold of what is liked.</summary>
    /// <exception cref="InputException">The settings do not fit the data.</exception>
    public static PreparedData Prepare(Dataset dataset, PipelineConfig config)
    {
        Dataset filtered = KCore.Of(Repeats.Resolve(MergedTitles.Of(dataset, config.Filter), config.Filter), config.Filter);
        Split split = SplitterCatalog.Split(filtered, config.Split, (ulong)config.Seed);
        int[][]? negatives = config.Split.Kind == "published" ? SplitterCatalog.PublishedOf(filtered, config.Split).Negatives : null;
        double relevance = config.Relevance ?? (filtered.Facts.Kind == ValueKind.Rating ? 4 : 1);
        var data = new PreparedData(filtered.Facts, split, (float)relevance, negatives);
        if (split.Train.Count == 0)
            throw new InputException($"$.split.coldStart: no user of {data.Name} has {config.Split.ColdStart} training events ({split.Name}), so nobody is left to learn from; lower it.");
        foreach ((string part, bool isEmpty) in new[]
        {
            ("training", data.TrainPositives.Count == 0),
            ("validation", data.UsersWithTargets(Phase.Validation).Length == 0 && config.Split.Validation > 0),
            ("test", data.UsersWithTargets(Phase.Test).Length == 0),
        })
        {
            if (isEmpty) throw new InputException($"$.relevance: {relevance} leaves nothing that is liked in the {part} part of {data.Name} ({split.Name}); lower it, or change $.split.");
        }
        return data;
    }
}
