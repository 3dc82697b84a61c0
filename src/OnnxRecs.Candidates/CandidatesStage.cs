using System.Text.Json;
using System.Text.Json.Nodes;
using OnnxRecs.Artifacts;
using OnnxRecs.Candidates.Hnsw;
using OnnxRecs.Candidates.Sources;
using OnnxRecs.Config;
using OnnxRecs.Data;
using OnnxRecs.Metrics;
using OnnxRecs.Numerics;
using OnnxRecs.Pipeline;

namespace OnnxRecs.Candidates;

/// <summary>Third stage: indexes the item vectors and retrieves candidates for every test user.</summary>
public static class CandidatesStage
{
    public const string Artifact = ArtifactKinds.Candidates;

    public const string IndexFile = "index.bin";

    /// <summary>What the lists are called where several sources are in them.</summary>
    private const string MergedName = "merged";

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
            ["quotas"] = JsonSerializer.SerializeToNode(options.Quotas, JsonSerializerOptions.Web),
        };
        return new ArtifactTask(Artifact, Artifact, ArtifactKinds.Candidates, [DataStage.Artifact, options.Source], settings, Build);
    }

    /// <summary>The index that the stage chose: the graph where one lies in the artifact, else the vectors themselves.</summary>
    /// <param name="candidates">What the stage wrote.</param>
    /// <param name="options">The width of the search.</param>
    /// <param name="vectors">Of the model that it was made from.</param>
    /// <exception cref="InvalidDataException">The graph's file is damaged.</exception>
    public static IVectorIndex OpenIndex(Artifact candidates, CandidatesOptions options, VectorTable vectors) =>
        candidates.Manifest.Files.ContainsKey(IndexFile)
            ? HnswFile.Open(candidates.PathOf(IndexFile)).WithEfSearch(options.EfSearch)
            : new ExactIndex(vectors);

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

        MergedSource source = SourceCatalog.Merge(options, new SourceParts(data, userTower, index, vectors), line => reporter.Message($"candidates: {line}"));
        RankedLists lists = Retrieve(source, data, options.Count, reporter, cancellation);
        RankedLists.Save(context.Output.PathOf(RankedLists.FileName), [new(lists.Provenance is null ? options.Source : MergedName, lists)]);

        var contents = new ArtifactContents();
        int[] users = lists.Users;
        int step = Math.Max(1, (users.Length + RecallUsers - 1) / RecallUsers);
        Query[] sampled = [.. users.Where((_, i) => i % step == 0).Select(user => data.QueryOf(user, Phase.Test, options.Count))];
        double recall = AnnRecall.Measure(index, new ExactIndex(vectors), CatalogScorer.QueryVectors(userTower, sampled), Math.Min(options.Count, vectors.Count));
        contents.Figures[$"annRecall@{options.Count}"] = recall;
        reporter.Message($"candidates: ANN recall@{options.Count} against exact search {recall:F4} over {sampled.Length:N0} users");
        string label = new Measure(MetricCatalog.Recall, options.Count).Label;
        contents.Figures[label] = RecallOf(lists, data);
        reporter.Message($"candidates: {label} of what test users like next {contents.Figures[label]:F4}");
        if (lists.Provenance is not null) Report(SourceReport.Of(lists, data), contents, reporter);
        return contents;
    }

    /// <summary>The lists of all users who have something to be found.</summary>
    private static RankedLists Retrieve(MergedSource source, PreparedData data, int count, IReporter reporter, CancellationToken cancellation)
    {
        int[] users = data.UsersWithTargets(Phase.Test);
        var lists = new SourcedItems[users.Length];
        for (int from = 0; from < users.Length; from += Block)
        {
            cancellation.ThrowIfCancellationRequested();
            Query[] queries = Array.ConvertAll(users[from..Math.Min(from + Block, users.Length)], user => data.QueryOf(user, Phase.Test, count));
            source.FindSourced(queries).CopyTo(lists, from);
            reporter.Progress("candidates", (double)(from + queries.Length) / users.Length, "retrieving");
        }
        return new RankedLists(users, Array.ConvertAll(lists, list => list.List))
        {
            Provenance = source.Names.Length == 1 ? null : new Provenance(source.Names, Array.ConvertAll(lists, list => list.Given)),
        };
    }

    /// <summary>What share of a user's targets is in his list, averaged over users: no ranker can find more.</summary>
    private static double RecallOf(RankedLists lists, PreparedData data) => lists.Users.Zip(lists.Lists, (user, list) =>
    {
        int[] targets = data.TargetsOf(user, Phase.Test).ToArray();
        return (double)list.Items.Intersect(targets).Count() / targets.Length;
    }).Average();

    private static void Report(SourceReport[] sources, ArtifactContents contents, IReporter reporter)
    {
        foreach (SourceReport source in sources)
        {
            foreach ((string name, double value) in source.Figures) contents.Figures[name] = value;
        }
        foreach (string line in SourceReport.Table(sources)) reporter.Message($"candidates: {line}");
    }
}
