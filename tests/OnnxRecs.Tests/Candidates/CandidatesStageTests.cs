using OnnxRecs.Artifacts;
using OnnxRecs.Candidates;
using OnnxRecs.Candidates.Hnsw;
using OnnxRecs.Config;
using OnnxRecs.Data;
using OnnxRecs.Numerics;
using OnnxRecs.Pipeline;
using OnnxRecs.Tests.Candidates.Sources;
using OnnxRecs.Tests.Core.Pipeline;
using OnnxRecs.Tests.Support;

namespace OnnxRecs.Tests.Candidates;

public sealed class CandidatesStageTests : IDisposable, IReporter
{
    private const int ItemCount = 40;

    // Users 0 to 3 liked four items each, at times 1 to 16; user 0 looks for 39 and 20, user 2 for 0.
    private static readonly (int User, int Item, long Time)[] Events = [.. Enumerable.Range(0, 16).Select(i => (i / 4, 2 * i % ItemCount, i + 1L))];
    private static readonly (int User, int Item)[] Sought = [(0, 39), (0, 20), (2, 39)];
    private static readonly int[][] Genres = [.. Enumerable.Range(0, ItemCount).Select(item => new[] { item % 3 })];

    private readonly TempFolder _folder = new();
    private readonly List<string> _messages = [];

    [Fact]
    public void Build_IndexAlone_WritesItsListsWithoutProvenance()
    {
        Artifact artifact = Run(Config(new QuotaOptions { Popular = 0, Recent = 0, Neighbours = 0, Genre = 0 }), WithGenres());

        (string name, RankedLists lists) = RankedLists.Load(artifact.PathOf(RankedLists.FileName)).Single();
        Assert.Equal("two-tower", name);
        Assert.Equal([0, 2], lists.Users);
        Assert.Null(lists.Provenance);
        // The higher the item the greater its product with every user; user 0 has seen 0, 2, 4 and 6.
        Assert.Equal(Enumerable.Range(30, 10).Reverse(), lists.Lists[0].Items);
        Assert.Equal([39, 38], lists.Lists[0].Scores[..2]);
        Assert.Equal(["annRecall@10", "cost.exact", "recall@10"], artifact.Manifest.Figures.Keys);
        Assert.Equal(1, artifact.Manifest.Figures["annRecall@10"]);
        // One of two targets, and one of one.
        Assert.Equal((0.5 + 1) / 2, artifact.Manifest.Figures["recall@10"]);
        Assert.DoesNotContain(_messages, line => line.Contains("items given", StringComparison.Ordinal));
    }

    [Fact]
    public void Build_SeveralSources_KeepsAndCountsWhatEachGave()
    {
        Artifact artifact = Run(Config(new QuotaOptions { Recent = 0, Neighbours = 2, Genre = 3 }), WithGenres());

        (string name, RankedLists lists) = RankedLists.Load(artifact.PathOf(RankedLists.FileName)).Single();
        Assert.Equal("merged", name);
        Assert.Equal(["popular", "neighbours", "genre", "two-tower"], lists.Provenance!.Sources);
        Assert.All(lists.Lists, list => Assert.Equal(10, list.Items.Distinct().Count()));
        Assert.Empty(lists.Lists[0].Items.Intersect([0, 2, 4, 6]));
        Assert.Equal(lists.Lists.Select(list => list.Count), lists.Provenance.Given.Select(given => given.Length));
        // The most popular that user 0 has not seen is 8: all have one like, so the lower index is first.
        Assert.Equal(0b0001, lists.Provenance.Given[0][Array.IndexOf(lists.Lists[0].Items, 8)] & 0b0001);
        foreach (string source in lists.Provenance.Sources)
        {
            int bit = 1 << Array.IndexOf(lists.Provenance.Sources, source);
            Assert.Equal(lists.Provenance.Given.Sum(given => given.Count(each => (each & bit) != 0)), artifact.Manifest.Figures[$"{source}.given"]);
            Assert.Equal(lists.Provenance.Given.Sum(given => given.Count(each => each == bit)), artifact.Manifest.Figures[$"{source}.alone"]);
            Assert.Contains(_messages, line => line.StartsWith($"candidates: {source} ", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Build_Hnsw_LeavesItsFileAndMeasuresIt()
    {
        PipelineConfig config = Config(new QuotaOptions(), index: "hnsw");
        Artifact artifact = Run(config, WithGenres());

        Assert.Contains(CandidatesStage.IndexFile, artifact.Manifest.Files.Keys);
        Assert.Equal(1, artifact.Manifest.Figures["annRecall@10"]); // ef is above the number of items
        Assert.Contains("cost.hnsw", artifact.Manifest.Figures.Keys);
        IVectorIndex index = CandidatesStage.OpenIndex(artifact, config.Candidates with { EfSearch = 123 }, Vectors);
        using var held = index as IDisposable;
        Assert.Equal(123, Assert.IsType<HnswIndex>(index).Options.EfSearch);
        Assert.Equal(ItemCount, index.Count);
    }

    [Fact]
    public void Build_FewVectors_IsExactAndNeedsNoFile()
    {
        PipelineConfig config = Config(new QuotaOptions());
        Artifact artifact = Run(config, WithGenres());

        Assert.Equal([RankedLists.FileName], artifact.Manifest.Files.Keys);
        using var index = Assert.IsType<ExactIndex>(CandidatesStage.OpenIndex(artifact, config.Candidates, Vectors));
        Assert.Contains(_messages, line => line.StartsWith("candidates: exact search: ", StringComparison.Ordinal));
        Assert.Contains(_messages, line => line.StartsWith("candidates: ANN recall@10 against exact search 1.0000 over 2 users; exact ", StringComparison.Ordinal));
    }

    [Fact]
    public void Build_DataLackGenresAndTimes_SaysWhatIsLeftOut()
    {
        PreparedData bare = Likes.Of(ItemCount, Events, times: TimeKind.OrderOfUser, test: Sought);

        RankedLists lists = RankedLists.Load(Run(Config(new QuotaOptions()), bare).PathOf(RankedLists.FileName)).Single().Value;

        Assert.Equal(["popular", "neighbours", "two-tower"], lists.Provenance!.Sources);
        Assert.Contains("candidates: no genre items: of the items of made no genres are known", _messages);
        Assert.Contains(_messages, line => line.StartsWith("candidates: no recent items: ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("recent")]
    [InlineData("genre")]
    public void Build_QuotaAsksForWhatTheDataLack_NamesTheSetting(string source)
    {
        PreparedData bare = Likes.Of(ItemCount, Events, times: TimeKind.OrderOfUser, test: Sought);
        QuotaOptions quotas = source == "recent" ? new QuotaOptions { Recent = 1 } : new QuotaOptions { Genre = 1 };

        var error = Assert.Throws<InputException>(() => Run(Config(quotas), bare));

        Assert.StartsWith($"$.candidates.quotas.{source}: of the ", error.Message, StringComparison.Ordinal);
        Assert.EndsWith("; leave it out, or set it to 0.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Build_Again_GivesTheSameBytes()
    {
        PipelineConfig config = Config(new QuotaOptions(), index: "hnsw");
        Artifact first = Run(config, WithGenres()), second = Run(config, WithGenres());

        Assert.Equal(first.Manifest.Files, second.Manifest.Files);
        Assert.Equal(first.Manifest.Figures, second.Manifest.Figures);
    }

    public void Dispose() => _folder.Dispose();

    void IReporter.Message(string text) => _messages.Add(text);

    void IReporter.Progress(string task, double fraction, string detail) { }

    private static VectorTable Vectors => new([.. Enumerable.Range(0, ItemCount).SelectMany(item => new[] { item, 1f })], 2);

    private static PreparedData WithGenres() => Likes.Of(ItemCount, Events, Genres, test: Sought);

    private PipelineConfig Config(QuotaOptions quotas, string index = "auto") => new()
    {
        ModelsDirectory = _folder.Path,
        Candidates = new CandidatesOptions { Count = 10, Quotas = quotas, Index = index, M = 4, EfConstruction = 20 },
    };

    /// <summary>The data and a model that are made up, and the stage itself, each time anew.</summary>
    private Artifact Run(PipelineConfig config, PreparedData data)
    {
        _messages.Clear();
        var item = new GraphInfo("item", [new TensorInfo(FeedNames.Items, ["N"], ItemCount)], [new TensorInfo("vectors", ["N", "2"])]);
        var user = new GraphInfo("user", [FakeRunner.User(data.UserCount)], [new TensorInfo("vectors", ["B", "2"])]);
        ArtifactTask[] tasks =
        [
            new(DataStage.Artifact, DataStage.Artifact, ArtifactKinds.Data, [], [], (context, _) =>
            {
                data.Save(context.Output.PathOf("data.bin"));
                return new ArtifactContents { DataFingerprint = data.Fingerprint };
            }),
            new("train", "two-tower", ArtifactKinds.Model, [DataStage.Artifact], [], (context, _) =>
            {
                foreach (GraphInfo graph in (GraphInfo[])[item, user]) File.WriteAllText(context.Output.PathOf(graph.File), graph.Name);
                Probes.Write(context.Output.PathOf(Probes.FileName),
                [
                    new Probe("item", [new Feed(FeedNames.Items, Enumerable.Range(0, ItemCount).Select(each => (long)each).ToArray(), [ItemCount])], [new Fetch("vectors", Vectors.Values.ToArray(), [ItemCount, 2])]),
                    new Probe("user", [new Feed(FeedNames.User, new long[] { 1 }, [1])], [new Fetch("vectors", new float[] { 1, 0 }, [1, 2])]),
                ]);
                return new ArtifactContents { Graphs = [item, user] };
            }),
            CandidatesStage.Task(config, TimeProvider.System),
        ];
        IModelRunner Open(string path, GraphInfo graph, int threads) => new FakeRunner(
            graph.Inputs, graph.Outputs[0], values => graph.Name == "item" ? Vectors.Values : [.. values[FeedNames.User].SelectMany(_ => new[] { 1f, 0f })])
        {
            Metadata = new Dictionary<string, string>(ModelMetadata.Of("two-tower", "retrieval", graph.Name, data, config.Seed)),
        };
        return new PipelineRunner(tasks, new StageContext(config, this, Open), TimeProvider.System).RunAll(force: true, CancellationToken.None)[^1].Artifact;
    }
}
