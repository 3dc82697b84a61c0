using System.Text.Json.Nodes;
using OnnxRecs.Artifacts;
using OnnxRecs.Config;
using OnnxRecs.Data;
using OnnxRecs.Pipeline;

namespace OnnxRecs.Metrics;

/// <summary>Freezes the items that a sampled evaluation ranks each test user's targets among, so that all models meet the same ones.</summary>
/// <remarks>
/// The manifest states how many, how and with which seed they were drawn (<see cref="NegativeDraw"/>), and the hash of the file. Where
/// negatives were published with the data they are these. <c>onnxrecs evaluate</c> makes the artifact before it needs it.
/// </remarks>
public static class NegativesStage
{
    public const string Artifact = ArtifactKinds.Negatives;

    private const string FileName = "negatives.bin";

    /// <summary>One task, or none where the settings ask for no sampled evaluation.</summary>
    public static ArtifactTask[] Tasks(PipelineConfig config)
    {
        EvaluateOptions options = config.Evaluate;
        if (options.SampledNegatives == 0) return [];
        var settings = new JsonObject { ["count"] = options.SampledNegatives, ["beta"] = options.SampledBeta };
        return [new ArtifactTask("evaluate", Artifact, ArtifactKinds.Negatives, [DataStage.Artifact], settings, Build)];
    }

    /// <summary>What the stage wrote: a list for each of <see cref="PreparedData.UsersWithTargets"/> of the test, in that order.</summary>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    public static int[][] Load(Artifact artifact)
    {
        BlockFile file = BlockFile.Read(artifact.PathOf(FileName));
        int[] counts = file.Get<int>("counts");
        int[] items = file.Get<int>("items");
        if (counts.Any(count => count < 0) || counts.Sum() != items.Length) throw new InvalidDataException($"{artifact.PathOf(FileName)}: the lists do not add up. Delete it and run the stage again.");
        int from = 0;
        return Array.ConvertAll(counts, count => items[from..(from += count)]);
    }

    /// <summary>How reports call a sampled evaluation, so that no figure of it can be taken for one of a full ranking, and how its items were chosen.</summary>
    public static (string Stage, string How) Describe(PreparedData data, PipelineConfig config)
    {
        if (data.Negatives is not null) return ("sampled (published)", "targets among the negatives that were published with the data; not comparable with full");
        (int count, double beta) = (config.Evaluate.SampledNegatives, config.Evaluate.SampledBeta);
        string how = beta == 0 ? "uniformly" : $"with probability proportional to popularity^{beta:0.###}";
        return ($"sampled ({count})", $"targets among {count} items that the user has not met, drawn {how} with seed {config.Seed}; not comparable with full");
    }

    private static ArtifactContents Build(ArtifactTaskContext context, CancellationToken cancellation)
    {
        PipelineConfig config = context.Stage.Config;
        PreparedData data = DataStage.Load(context.Inputs[DataStage.Artifact]);
        int[] users = data.UsersWithTargets(Phase.Test);
        int[][] negatives = data.Negatives is { } published
            ? Array.ConvertAll(users, user => published[user])
            : NegativeDraw.Draw(data, users, config.Evaluate.SampledNegatives, config.Evaluate.SampledBeta, (ulong)config.Seed);
        cancellation.ThrowIfCancellationRequested();
        BlockFile.Write(context.Output.PathOf(FileName), ("users", users), ("counts", Array.ConvertAll(negatives, list => list.Length)), ("items", negatives.SelectMany(list => list).ToArray()));
        var contents = new ArtifactContents();
        contents.Figures["users"] = users.Length;
        contents.Figures["negatives"] = negatives.Sum(list => list.Length);
        contents.Figures["published"] = data.Negatives is null ? 0 : 1;
        return contents;
    }
}
