using OnnxRecs.Config;
using OnnxRecs.Data;
using OnnxRecs.Numerics;
using OnnxRecs.Pipeline;
using OnnxRecs.Rank.Rerank;
using OnnxRecs.Tests.Core.Metrics;

namespace OnnxRecs.Tests.Rank.Rerank;

public class RerankCatalogTests
{
    private const int ItemCount = 30;

    private static readonly RankOptions Everything = new()
    {
        PopularityPenalty = new(),
        Freshness = new(),
        Mmr = new(),
        Dpp = new(),
        Xquad = new(),
        Calibrated = new(),
        LongTailQuota = new() { Min = 2 },
        GenreCap = new() { Genres = ["g1"] },
        Pins = [new() { Item = "i3", Position = 2 }],
        Bans = [new() { Item = "i4" }],
        Exploration = new() { Positions = [5] },
    };

    [Fact]
    public void All_NothingSet_IsEmpty()
    {
        Assert.Empty(RerankCatalog.All(new RankOptions(), Parts()));
        Assert.Empty(RerankCatalog.EachAlone(new RankOptions(), Parts()));
    }

    [Fact]
    public void All_MmrAndPenalty_AreCalledAsEver()
    {
        var options = new RankOptions { PopularityPenalty = new(), Mmr = new() };
        Assert.Equal(["popularity-penalty", "mmr"], RerankCatalog.All(options, Parts()).Select(stage => stage.Name));
        Assert.Equal(["popularity-penalty", "mmr"], RerankCatalog.EachAlone(options, Parts()).Select(stage => stage.Name));
    }

    [Fact]
    public void All_EverythingSet_IsOneSlateBehindTheScoreStages()
    {
        Assert.Equal(["popularity-penalty", "freshness", "mmr + dpp + xquad + calibrated + constraints"], RerankCatalog.All(Everything, Parts()).Select(stage => stage.Name));
        Assert.Equal(RerankCatalog.Names, RerankCatalog.EachAlone(Everything, Parts()).Select(stage => stage.Name));
    }

    [Fact]
    public void Apply_EverythingSet_KeepsTheConstraints()
    {
        ScoredItems list = Chain(RerankCatalog.All(Everything, Parts()));
        Assert.Equal((10, 3), (list.Count, list.Items[1]));
        Assert.DoesNotContain(4, list.Items);
        Assert.Empty(list.Notes);
    }

    [Fact]
    public void Apply_NeutralSettings_KeepTheOrder()
    {
        var neutral = new RankOptions
        {
            PopularityPenalty = new() { Alpha = 0 },
            Freshness = new() { Floor = 1 },
            Mmr = new() { Lambda = 1 },
            Dpp = new() { Lambda = 1 },
            Xquad = new() { Lambda = 0 },
            Calibrated = new() { Lambda = 0 },
            LongTailQuota = new() { Share = 0 },
            GenreCap = new() { Max = 1000 },
        };
        int[] expected = [.. Enumerable.Range(0, 10)];
        Assert.Equal(expected, Chain(RerankCatalog.All(neutral, Parts())).Items);
        Assert.All(RerankCatalog.EachAlone(neutral, Parts()), stage => Assert.Equal(expected, Chain(stage).Items));
        Assert.Equal(expected, Chain(RerankCatalog.All(new RankOptions { PopularityPenalty = new() { Alpha = 0, Form = "inverse-propensity" } }, Parts())).Items);
    }

    [Fact]
    public void Apply_EachAlone_GivesSomeOfTheCandidatesOnce() => Assert.All(RerankCatalog.EachAlone(Everything, Parts()), stage =>
    {
        ScoredItems list = Chain(stage);
        Assert.Equal(10, list.Items.Distinct().Count());
        Assert.Equal(0, stage.Apply(new Query(0, [], [], 0), new ScoredItems([], [])).Count);
    });

    [Theory]
    [InlineData("""{ "pins": [{ "item": "x" }] }""", "$.rank.pins[0].item: made has no item \"x\"")]
    [InlineData("""{ "bans": [{ "item": "i1" }, { "item": "y" }] }""", "$.rank.bans[1].item: made has no item \"y\"")]
    [InlineData("""{ "genreCap": { "genres": ["g0", "gg1"] } }""", "$.rank.genreCap.genres[1]: made has no genre \"gg1\"; did you mean \"g1\"?")]
    [InlineData("""{ "providerCap": {} }""", "$.rank.providerCap: of the items of made no provider is known; leave it out, or name the column in $.table.items.provider.")]
    public void All_WhatTheDataLack_IsNamed(string rank, string expected)
    {
        RankOptions options = StrictJson.Bind<RankOptions>(StrictJson.Parse(rank, "test"), "$.rank", []);
        Assert.Equal(expected, Assert.Throws<InputException>(() => RerankCatalog.All(options, Parts())).Message);
    }

    [Theory]
    [InlineData("""{ "xquad": {} }""", "$.rank.xquad: made has no genres; leave it out.")]
    [InlineData("""{ "calibrated": {} }""", "$.rank.calibrated: made has no genres; leave it out.")]
    [InlineData("""{ "genreCap": {} }""", "$.rank.genreCap: made has no genres; leave it out.")]
    public void All_NoGenres_SaysSo(string rank, string expected)
    {
        RankOptions options = StrictJson.Bind<RankOptions>(StrictJson.Parse(rank, "test"), "$.rank", []);
        Assert.Equal(expected, Assert.Throws<InputException>(() => RerankCatalog.All(options, Parts(genres: false))).Message);
    }

    [Fact]
    public void All_FreshnessWithoutMoments_SaysSo()
    {
        PreparedData data = MadeData.Of(2, [[0]]);
        var error = Assert.Throws<InputException>(() => RerankCatalog.All(new RankOptions { Freshness = new() }, new RerankParts(data, new VectorTable([1, 1], 1), 1)));
        Assert.Equal("$.rank.freshness: of no training event of made the time is known; leave it out.", error.Message);
    }

    private static ScoredItems Chain(params IStage[] stages)
    {
        var items = new ScoredItems([.. Enumerable.Range(0, 20)], [.. Enumerable.Range(0, 20).Select(place => 20f - place)]);
        var query = new Query(0, [25, 26, 27], [], 10);
        return stages.Aggregate(items, (list, stage) => stage.Apply(query, list)).Head(10);
    }

    private static RerankParts Parts(bool genres = true)
    {
        int[][] train = [.. Enumerable.Range(0, 12).Select(user => Enumerable.Range(0, ItemCount).Where(item => item % (user + 2) == 0).ToArray())];
        PreparedData data = MadeData.Of(ItemCount, train, genres: genres ? [.. Enumerable.Range(0, ItemCount).Select(item => new[] { item % 3 })] : null);
        var rng = new Rng(3);
        return new RerankParts(data, new VectorTable([.. Enumerable.Range(0, ItemCount * 4).Select(_ => (float)rng.NextGaussian())], 4), seed: 1);
    }
}
