using BenchmarkDotNet.Attributes;
using OnnxRecs.Config;
using OnnxRecs.Data;
using OnnxRecs.Numerics;
using OnnxRecs.Pipeline;
using OnnxRecs.Rank.Rerank;

namespace OnnxRecs.Benchmarks.Ranking;

/// <summary>From 200 ranked candidates to a list of 10 on one core: all re-rankers and constraints together, and each by itself.</summary>
/// <remarks>Vectors of width 64, 18 genres of which an item has one to three, 300 providers; 64 users take turns, each with candidates of his own.</remarks>
public class RerankBenchmarks
{
    private const int CandidateCount = 200, Dim = 64, GenreCount = 18, ProviderCount = 300, QueryCount = 64;

    private static readonly RankOptions Everything = new()
    {
        PopularityPenalty = new(),
        Freshness = new() { HalfLifeDays = 3 },
        Mmr = new(),
        Dpp = new(),
        Xquad = new(),
        Calibrated = new(),
        LongTailQuota = new() { Share = 0.3 },
        GenreCap = new() { Max = 3 },
        ProviderCap = new() { Max = 1 },
        Pins = [new() { Item = "5", Position = 2 }],
        Bans = [new() { Item = "17", Positions = [1, 2, 3] }, new() { Item = "34" }],
        Exploration = new() { Positions = [10] },
    };

    private Query[] _queries = [];
    private ScoredItems[] _candidates = [];
    private IStage[] _stages = [];
    private int _next;

    [ParamsSource(nameof(Names))]
    public string Reranker { get; set; } = "";

    public static IEnumerable<string> Names => [.. RerankCatalog.Names, "all"];

    [GlobalSetup]
    public void SetUp()
    {
        PreparedData data = Described(SyntheticData.Prepared);
        var rng = new Rng(4);
        var vectors = new VectorTable([.. Enumerable.Range(0, data.ItemCount * Dim).Select(_ => (float)rng.NextGaussian())], Dim);
        var parts = new RerankParts(data, vectors, seed: 42);
        _stages = Reranker == "all" ? RerankCatalog.All(Everything, parts) : [RerankCatalog.EachAlone(Everything, parts).First(stage => stage.Name == Reranker)];
        _queries = [.. data.UsersWithTargets(Phase.Test)[..QueryCount].Select(user => data.QueryOf(user, Phase.Test, 10))];
        _candidates = Array.ConvertAll(_queries, _ => CandidatesOf(rng, data.ItemCount));
    }

    [Benchmark(Description = "200 to 10")]
    public ScoredItems Apply()
    {
        int i = _next++ % QueryCount;
        ScoredItems list = _candidates[i];
        foreach (IStage stage in _stages) list = stage.Apply(_queries[i], list);
        return list.Head(10);
    }

    private static ScoredItems CandidatesOf(Rng rng, int itemCount)
    {
        int[] items = [.. Enumerable.Range(0, itemCount)];
        rng.Shuffle<int>(items);
        return new ScoredItems(items[..CandidateCount], [.. Enumerable.Range(0, CandidateCount).Select(_ => (float)rng.NextGaussian()).OrderDescending()]);
    }

    /// <summary>The same events with genres and providers.</summary>
    private static PreparedData Described(PreparedData data)
    {
        var rng = new Rng(3);
        int[][] genres = [.. Enumerable.Range(0, data.ItemCount).Select(_ => Enumerable.Range(0, 1 + rng.NextInt(3)).Select(_ => rng.NextInt(GenreCount)).Distinct().Order().ToArray())];
        ItemCatalog catalog = data.Catalog with
        {
            Genres = genres,
            ProviderNames = [.. Enumerable.Range(0, ProviderCount).Select(i => $"provider {i}")],
            Providers = [.. Enumerable.Range(0, data.ItemCount).Select(_ => rng.NextInt(ProviderCount))],
        };
        return new PreparedData(new DatasetFacts(data.Name, data.Licence, data.Facts.Kind, data.Users, data.Items, catalog, data.Facts.People), data.Split, data.Relevance);
    }
}
