using System.Text.Json.Nodes;
using OnnxRecs.Artifacts;
using OnnxRecs.Config;
using OnnxRecs.Data;
using OnnxRecs.Pipeline;

namespace OnnxRecs.Metrics;

/// <summary>Freezes the items that a sampled evaluation ranks each test user's targets among, so that all models meet the same ones.</summary>
/// <remarks>
/// The manifest states how many, how and with which seed they were drawn (<see cref="NegativeDraw"/>), and the hash of the file. Where
/// negatives were published with the data they are these, whatever the settings say: the manifest's figures tell ("published" is 1), and how many
/// there are for a user at least and at most. <c>onnxrecs evaluate</c> makes the artifact before it needs it.
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

    /// <summary>How reports call a sampled evaluation, so that no figure of it can be taken for one of a full ranking; how its items were chosen; and what is odd about them, if anything.</summary>
    /// <param name="data">Says whether they were published.</param>
    /// <param name="config">Says how they were drawn, where they were not.</param>
    /// <param name="negatives">For each test user the items; how many there are is told by them, not by the settings.</param>
    public static (string Stage, string How, string? Note) Describe(PreparedData data, PipelineConfig config, int[][] negatives)
    {
        (int least, int most) = Lengths(negatives);
        string sizes = least == most ? $"{most}" : $"{least}-{most}";
        if (data.Negatives is not null)
        {
            return ($"sampled ({sizes} published)", $"targets among the {sizes} items that were published with the data for each user; evaluate.sampledNegatives and its kin do not matter; not comparable with full",
                least == most ? null : $"of the published negatives some users have {least} and others up to {most}: those that the filter took out of the data are missing");
        }
        (int count, double beta) = (config.Evaluate.SampledNegatives, config.Evaluate.SampledBeta);
        string how = beta == 0 ? "uniformly" : $"with probability proportional to popularity^{beta:0.###}";
        return ($"sampled ({count})", $"targets among {count} items that the user has not met, drawn {how} with seed {config.Seed}; not comparable with full",
            least == count ? null : $"of the {count} sampled negatives that were asked for some users have only {least}, which are all that they have not met");
    }

    private static (int Least, int Most) Lengths(int[][] negatives) => negatives.Length == 0 ? (0, 0) : (negatives.Min(list => list.Length), negatives.Max(list => list.Length));

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
        (contents.Figures["fewest"], contents.Figures["most"]) = Lengths(negatives);
        contents.Figures["published"] = data.Negatives is null ? 0 : 1;
        return contents;
    }
}
