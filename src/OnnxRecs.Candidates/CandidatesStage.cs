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

/// <summary>Third stage: indexes the item vectors and retrieves candidates for every test user, from the index and from other sources.</summary>
public static class CandidatesStage
{
    public const string Artifact = ArtifactKinds.Candidates;

    /// <summary>The graph; absent where every vector is looked at.</summary>
    public const string IndexFile = "index.bin";

    // What the lists are called where several sources are in them.
    private const string MergedName = "merged";

    // The index is chosen, and recall is measured, by so many users: a thousand fix it to three digits. The clock by fewer, one at a time.
    private const int SampleUsers = 1000;
    private const int TimedUsers = 200;
    private const int Block = 256;

    public static ArtifactTask Task(PipelineConfig config, TimeProvider time)
    {
        CandidatesOptions options = config.Candidates;
        var settings = new JsonObject
        {
            ["source"] = options.Source,
            ["count"] = options.Count,
            ["quotas"] = JsonSerializer.SerializeToNode(options.Quotas, JsonSerializerOptions.Web),
            ["index"] = options.Index,
            ["m"] = options.M,
            ["efConstruction"] = options.EfConstruction,
            ["efSearch"] = options.EfSearch,
        };
        return new ArtifactTask(Artifact, Artifact, ArtifactKinds.Candidates, [DataStage.Artifact, options.Source], settings, (context, cancellation) => Build(context, time, cancellation));
    }

    /// <summary>The index that the stage chose: the graph where one lies in the artifact, else the vectors themselves.</summary>
    /// <param name="candidates">What the stage wrote.</param>
    /// <param name="options">The width of the search.</param>
    /// <param name="vectors">Of the model that it was made from.</param>
    /// <exception cref="InvalidDataException">The graph's file is damaged, or of other vectors.</exception>
    public static IVectorIndex OpenIndex(Artifact candidates, CandidatesOptions options, VectorTable vectors)
    {
        if (!candidates.Manifest.Files.ContainsKey(IndexFile)) return new ExactIndex(vectors);
        string path = candidates.PathOf(IndexFile);
        HnswIndex index = HnswFile.Open(path).WithEfSearch(options.EfSearch);
        if ((index.Count, index.Dim) == (vectors.Count, vectors.Dim)) return index;
        index.Dispose();
        throw new InvalidDataException($"{path} has {index.Count} vectors of {index.Dim} and not {vectors.Count} of {vectors.Dim}: run `onnxrecs candidates` again");
    }

    private static ArtifactContents Build(ArtifactTaskContext context, TimeProvider time, CancellationToken cancellation)
    {
        CandidatesOptions options = context.Stage.Config.Candidates;
        IReporter reporter = context.Stage.Reporter;
        PreparedData data = DataStage.Load(context.Inputs[DataStage.Artifact]);
        Artifact model = context.Inputs[options.Source];
        using IModelRunner itemTower = context.Stage.OpenGraph(model, "item", data);
        using IModelRunner userTower = context.Stage.OpenGraph(model, "user", data);
        var contents = new ArtifactContents();

        VectorTable vectors = CatalogScorer.ItemVectors(itemTower, data.ItemCount);
        int[] users = data.UsersWithTargets(Phase.Test);
        int step = Math.Max(1, (users.Length + SampleUsers - 1) / SampleUsers);
        Query[] sample = [.. users.Where((_, i) => i % step == 0).Select(user => data.QueryOf(user, Phase.Test, options.Count))];
        VectorTable sampleVectors = CatalogScorer.QueryVectors(userTower, sample);
        int[] searched = Array.ConvertAll(sample, query => Math.Min(options.Count + query.Seen.Length, vectors.Count));
        PipelineConfig config = context.Stage.Config;
        using var choice = IndexChoice.Make(options, (ulong)config.Seed, vectors, sampleVectors, searched, config.Threads, new Building(reporter), cancellation);
        if (choice.Graph is { } graph) HnswFile.Save(context.Output.PathOf(IndexFile), graph);
        contents.Figures["cost.exact"] = choice.ExactCost;
        if (choice.GraphCost is { } cost) contents.Figures["cost.hnsw"] = cost;
        reporter.Message($"candidates: {choice.Why}");

        MergedSource source = SourceCatalog.Merge(options, new SourceParts(data, userTower, choice.Index, vectors), line => reporter.Message($"candidates: {line}"));
        RankedLists lists = Retrieve(source, data, users, options.Count, reporter, cancellation);
        RankedLists.Save(context.Output.PathOf(RankedLists.FileName), [new(lists.Provenance is null ? options.Source : MergedName, lists)]);

        // The exact index is what it would be measured against.
        double annRecall = choice.Graph is null ? 1 : AnnRecall.Measure(choice.Graph, choice.Exact, sampleVectors, Math.Min(options.Count, vectors.Count));
        contents.Figures[$"annRecall@{options.Count}"] = annRecall;
        int timed = Math.Min(sample.Length, TimedUsers);
        string clock = choice.Clock(sampleVectors, searched[..timed], time);
        reporter.Message($"candidates: ANN recall@{options.Count} against exact search {annRecall:F4} over {sample.Length:N0} users; {clock}");
        string label = new Measure(MetricCatalog.Recall, options.Count).Label;
        contents.Figures[label] = RecallOf(lists, data);
        reporter.Message($"candidates: {label} of what test users like next {contents.Figures[label]:F4}");
        if (lists.Provenance is not null) Report(SourceReport.Of(lists, data), contents, reporter);
        return contents;
    }

    /// <summary>The lists of all users who have something to be found.</summary>
    private static RankedLists Retrieve(MergedSource source, PreparedData data, int[] users, int count, IReporter reporter, CancellationToken cancellation)
    {
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

    /// <summary>What share of a user's targets is in the list, averaged over users: no ranker can find more.</summary>
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

    /// <summary>Reports how far the graph is.</summary>
    private sealed class Building(IReporter reporter) : IProgress<double>
    {
        public void Report(double value) => reporter.Progress("candidates", value, "building the graph");
    }
}
