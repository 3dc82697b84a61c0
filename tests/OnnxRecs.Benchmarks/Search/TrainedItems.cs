using OnnxRecs.Artifacts;
using OnnxRecs.Data;
using OnnxRecs.Numerics;
using OnnxRecs.Pipeline;
using OnnxRecs.Runtime;

namespace OnnxRecs.Benchmarks.Search;

/// <summary>The item vectors of a two-tower that the pipeline has trained; the queries are the vectors of test users.</summary>
internal static class TrainedItems
{
    // The first that is there: the larger one.
    private static readonly string[] Folders = [Path.Combine("models", "ml-1m"), Path.Combine("models", "sample")];

    /// <summary>Null where nothing has been trained in the working directory.</summary>
    public static AnnSet? TryOpen(string folder)
    {
        if (Folders.FirstOrDefault(models => Directory.Exists(Path.Combine(models, "two-tower"))) is not { } trained) return null;
        var model = Artifact.Open(Path.Combine(trained, "two-tower"), ArtifactKinds.Model);
        PreparedData data = DataStage.Load(Artifact.Open(Path.Combine(trained, DataStage.Artifact), ArtifactKinds.Data).RequireData(model.Manifest.DataFingerprint));
        using OnnxModel itemTower = Open(model, "item"), userTower = Open(model, "user");
        VectorTable items = CatalogScorer.ItemVectors(itemTower, data.ItemCount);
        int[] users = data.UsersWithTargets(Phase.Test);
        int step = (users.Length + AnnSet.QueryCount - 1) / AnnSet.QueryCount;
        VectorTable queries = CatalogScorer.QueryVectors(userTower, [.. users.Where((_, i) => i % step == 0).Select(user => data.QueryOf(user, Phase.Test, AnnSet.K))]);
        return AnnSet.Given(folder, "items", $"{items.Count:N0} x {items.Dim}, items of {trained}/two-tower, inner product with {queries.Count:N0} test users", items, queries);
    }

    private static OnnxModel Open(Artifact model, string name)
    {
        GraphInfo graph = model.Manifest.Graphs.Single(graph => graph.Name == name);
        return new OnnxModel(model.PathOf(graph.File), graph);
    }
}
