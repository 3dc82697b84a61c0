using System.Text.Json.Nodes;
using OnnxRecs.Artifacts;
using OnnxRecs.Candidates.Hnsw;
using OnnxRecs.Config;
using OnnxRecs.Data;
using OnnxRecs.Numerics;
using OnnxRecs.Pipeline;

namespace OnnxRecs.Candidates;

/// <summary>Third stage: indexes the item vectors and retrieves candidates for every test user.</summary>
public static class CandidatesStage
{
    public const string Artifact = ArtifactKinds.Candidates;

    public const string IndexFile = "index.bin";

    // Exact search for every user would cost more than the stage itself; a thousand users fix the recall to three digits.
    private const int RecallUsers = 1000;
    private const int Block = 256;

    public static ArtifactTask Task(PipelineConfig config)
    {
        CandidatesOptions options = config.Candidates;
        var settings = new JsonObject
        {
            ["source"] = options.Source,
            ["count"] = options.Count,
            ["m"] = options.M,
            ["efConstruction"] = options.EfConstruction,
            ["efSearch"] = options.EfSearch,
        };
        return new ArtifactTask(Artifact, Artifact, ArtifactKinds.Candidates, [DataStage.Artifact, options.Source], settings, Build);
    }

    private static ArtifactContents Build(ArtifactTaskContext context, CancellationToken cancellation)
    {
        CandidatesOptions options = context.Stage.Config.Candidates;
        IReporter reporter = context.Stage.Reporter;
        PreparedData data = DataStage.Load(context.Inputs[DataStage.Artifact]);
        Artifact model = context.Inputs[options.Source];
        using IModelRunner itemTower = context.Stage.OpenGraph(model, "item");
        using IModelRunner userTower = context.Stage.OpenGraph(model, "user");

        VectorTable vectors = CatalogScorer.ItemVectors(itemTower, data.ItemCount);
        HnswIndex index = HnswBuilder.Build(vectors, new HnswOptions
        {
            M = options.M,
            EfConstruction = options.EfConstruction,
            EfSearch = options.EfSearch,
            Seed = (ulong)context.Stage.Config.Seed,
        }, context.Stage.Config.Threads, progress: null, cancellation);
        HnswFile.Save(context.Output.PathOf(IndexFile), index);
        reporter.Message($"candidates: {index.Count:N0} vectors of {index.Dim} indexed");

        var source = new TwoTowerSource(userTower, index);
        int[] users = data.UsersWithTargets(Phase.Test);
        var lists = new ScoredItems[users.Length];
        for (int from = 0; from < users.Length; from += Block)
        {
            cancellation.ThrowIfCancellationRequested();
            Query[] queries = Array.ConvertAll(users[from..Math.Min(from + Block, users.Length)], user => data.QueryOf(user, Phase.Test, options.Count));
            source.Find(queries).CopyTo(lists, from);
            reporter.Progress("candidates", (double)(from + queries.Length) / users.Length, "retrieving");
        }
        RankedLists.Save(context.Output.PathOf(RankedLists.FileName), [new(options.Source, new RankedLists(users, lists))]);

        var contents = new ArtifactContents();
        int step = Math.Max(1, (users.Length + RecallUsers - 1) / RecallUsers);
        Query[] sampled = [.. users.Where((_, i) => i % step == 0).Select(user => data.QueryOf(user, Phase.Test, options.Count))];
        double recall = AnnRecall.Measure(index, new ExactIndex(vectors), CatalogScorer.QueryVectors(userTower, sampled), Math.Min(options.Count, vectors.Count));
        contents.Figures[$"annRecall@{options.Count}"] = recall;
        reporter.Message($"candidates: ANN recall@{options.Count} against exact search {recall:F4} over {sampled.Length:N0} users");
        return contents;
    }
}
