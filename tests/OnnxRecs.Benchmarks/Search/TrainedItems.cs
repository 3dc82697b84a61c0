using OnnxRecs.Artifacts;
using OnnxRecs.Config;
using OnnxRecs.Data;
using OnnxRecs.Data.Loaders;
using OnnxRecs.Numerics;
using OnnxRecs.Pipeline;
using OnnxRecs.Runtime;
using OnnxRecs.Train;

namespace OnnxRecs.Benchmarks.Search;

/// <summary>The item vectors of a two-tower, trained as the pipeline does with its defaults; the queries are the vectors of test users. By inner product.</summary>
internal static class TrainedItems
{
    private const string Model = "two-tower";

    /// <summary>Of MovieLens 1M where it lies in the folder of data sets, else of the sample. Trained once and kept beside the report.</summary>
    public static AnnSet Train(AnnReport report, TimeProvider time)
    {
        string archive = Path.Combine(Environment.GetEnvironmentVariable(DataSource.Variable) ?? "", "ml-1m.zip");
        var config = new PipelineConfig
        {
            Dataset = File.Exists(archive) ? "ml-1m" : "sample",
            ModelsDirectory = Path.Combine(report.Folder, "models"),
            Models = new(StringComparer.Ordinal) { [Model] = [] },
        };
        var context = new StageContext(config, report, OnnxModel.Opener(config.Device));
        IReadOnlyList<TaskOutcome> made = new PipelineRunner([DataStage.Task(config, report), .. TrainStage.Tasks(config, time)], context, time).RunAll(force: false, CancellationToken.None);
        PreparedData data = DataStage.Load(made[0].Artifact);
        Artifact model = made[1].Artifact;
        using IModelRunner itemTower = context.OpenGraph(model, "item", data), userTower = context.OpenGraph(model, "user", data);

        VectorTable items = CatalogScorer.ItemVectors(itemTower, data.ItemCount);
        int[] users = data.UsersWithTargets(Phase.Test);
        int step = (users.Length + AnnSet.QueryCount - 1) / AnnSet.QueryCount;
        VectorTable queries = CatalogScorer.QueryVectors(userTower, [.. users.Where((_, i) => i % step == 0).Select(user => data.QueryOf(user, Phase.Test, AnnSet.K))]);
        return AnnSet.Given(report.Folder, "items", $"{items.Count:N0} x {items.Dim}, items of a two-tower trained on {config.Dataset}, inner product with {queries.Count:N0} test users", items, queries);
    }
}
