using System.Text.Json.Nodes;
using OnnxRecs.Artifacts;
using OnnxRecs.Config;
using OnnxRecs.Data;
using OnnxRecs.Pipeline;
using OnnxRecs.Rank;
using OnnxRecs.Rank.Filters;
using OnnxRecs.Tests.Candidates.Sources;
using OnnxRecs.Tests.Support;

namespace OnnxRecs.Tests.Rank.Filters;

public sealed class FilterCatalogTests : IDisposable
{
    private const long Day = 86400;

    private readonly TempFolder _folder = new();

    // Item i was first met on day i and is of genre i % 3 (action, comedy, drama); item 5 was never met; 0 has three likes, 1 has two, the others one.
    private static readonly PreparedData Data = Likes.Of(
        6, [(0, 0, 1), (1, 0, Day), (2, 0, 2 * Day), (0, 1, Day), (1, 1, 3 * Day), (0, 2, 2 * Day), (0, 3, 3 * Day), (0, 4, 4 * Day)], [[0], [1], [2], [0], [1, 2], []]);

    public void Dispose() => _folder.Dispose();

    private static int[] Pass(string filters, PreparedData? data = null, string? user = null) =>
        FilterCatalog.Create(OptionsOf(filters), data ?? Data).Apply(new Query(0, [], [3], 10) { UserId = user }, new ScoredItems([0, 1, 2, 3, 4, 5], new float[6])).Items;

    private static RankOptions OptionsOf(string filters)
    {
        var problems = new List<string>();
        RankOptions options = StrictJson.Bind<RankOptions>(StrictJson.Parse($"{{ \"filters\": {filters} }}", "test"), "$.rank", problems);
        FilterCatalog.Check(options, "$.rank", problems);
        Assert.Empty(problems);
        return options;
    }

    [Theory]
    [InlineData("{}", new[] { 0, 1, 2, 3, 4, 5 })]
    [InlineData("""{ "seen": {} }""", new[] { 0, 1, 2, 4, 5 })]
    [InlineData("""{ "seen": { "enabled": false } }""", new[] { 0, 1, 2, 3, 4, 5 })]
    [InlineData("""{ "blocked": { "items": ["i1", "i5"] } }""", new[] { 0, 2, 3, 4 })]
    [InlineData("""{ "unavailable": { "items": ["i0"] } }""", new[] { 1, 2, 3, 4, 5 })]
    [InlineData("""{ "category": { "deny": ["drama"] } }""", new[] { 0, 1, 3, 5 })]
    [InlineData("""{ "category": { "allow": ["comedy"] } }""", new[] { 1, 4 })]
    [InlineData("""{ "category": { "allow": ["comedy"], "deny": ["drama"] } }""", new[] { 1 })]
    [InlineData("""{ "age": { "maxDays": 2 } }""", new[] { 2, 3, 4, 5 })]
    [InlineData("""{ "min-popularity": { "count": 2 } }""", new[] { 0, 1 })]
    [InlineData("""{ "min-popularity": {} }""", new[] { 0, 1, 2, 3, 4 })]
    public void Create_EachFilter_DropsWhatItShould(string filters, int[] expected) => Assert.Equal(expected, Pass(filters));

    [Fact]
    public void Create_BlockedByUser_IsForThatUserAlone()
    {
        const string Filters = """{ "blocked": { "items": ["i0"], "users": [{ "user": "u1", "items": ["i1", "i2"] }] } }""";
        Assert.Equal([3, 4, 5], Pass(Filters, user: "u1"));
        Assert.Equal([1, 2, 3, 4, 5], Pass(Filters, user: "u2"));
        Assert.Equal([1, 2, 3, 4, 5], Pass(Filters));
    }

    [Fact]
    public void Create_StockFile_PassesOverUnknownIds()
    {
        string file = _folder.Write("stock.txt", "i2\r\n  i4 \n\nsomething else\n");
        Assert.Equal([0, 1, 3, 5], Pass(new JsonObject { ["unavailable"] = new JsonObject { ["file"] = file } }.ToJsonString()));
    }

    [Fact]
    public void Create_KeepsTheOrderOfTheSettings() => Assert.Equal(
        ["min-popularity", "seen", "category"],
        FilterCatalog.Create(OptionsOf("""{ "min-popularity": {}, "seen": {}, "age": { "enabled": false }, "category": {} }"""), Data).Filters.Select(filter => filter.Name));

    [Fact]
    public void Create_BannedEverywhere_IsDroppedBeforeRanking()
    {
        RankOptions options = OptionsOf("{}") with { Bans = [new BanOptions { Item = "i4" }, new BanOptions { Item = "i2", Positions = [1] }] };
        FilterChain chain = FilterCatalog.Create(options, Data);
        Assert.Equal([0, 1, 2, 3, 5], chain.Apply(new Query(0, [], [], 10), new ScoredItems([0, 1, 2, 3, 4, 5], new float[6])).Items);
        Assert.Equal("bans", chain.DropperOf(new Query(0, [], [], 10), 4)?.Name);
    }

    [Theory]
    [InlineData("""{ "blocked": { "items": ["i0", "i7x"] } }""", "$.rank.filters.blocked.items[1]: made has no item \"i7x\"")]
    [InlineData("""{ "blocked": { "users": [{ "user": "u1" }, { "user": "u1" }] } }""", "$.rank.filters.blocked.users[1].user: \"u1\" is listed twice")]
    [InlineData("""{ "blocked": { "users": [{ "user": "u1", "items": ["j"] }] } }""", "$.rank.filters.blocked.users[0].items[0]: made has no item \"j\"")]
    [InlineData("""{ "unavailable": { "file": "no-such-file.txt" } }""", "$.rank.filters.unavailable.file: no-such-file.txt is missing")]
    [InlineData("""{ "category": { "deny": ["Drama", "horror"] } }""", "$.rank.filters.category.deny[0]: \"Drama\" is none of action, comedy, drama; did you mean \"drama\"?")]
    [InlineData("""{ "age": { "fromYear": 1990 } }""", "$.rank.filters.age.fromYear: of no item of made the year is known")]
    public void Create_WhatTheDataLack_IsSaid(string filters, string expected) =>
        Assert.StartsWith(expected, Assert.Throws<InputException>(() => Pass(filters)).Message, StringComparison.Ordinal);

    [Fact]
    public void Create_AgeWithoutTimes_IsSaid()
    {
        PreparedData ordered = Likes.Of(6, [(0, 0, 1), (1, 1, 2)], times: TimeKind.Order);
        Assert.Equal("$.rank.filters.age.maxDays: the events of made are in order, but nobody knows when they were; leave it out.", Assert.Throws<InputException>(() => Pass("""{ "age": { "maxDays": 2 } }""", ordered)).Message);
    }

    [Fact]
    public void Check_AllThatIsWrong_IsNoted()
    {
        var problems = new List<string>();
        var options = StrictJson.Bind<RankOptions>(StrictJson.Parse("""{ "filters": { "sen": {}, "age": { "maxDays": -1 }, "seen": { "on": true } } }""", "test"), "$.rank", problems);
        FilterCatalog.Check(options, "$.rank", problems);
        Assert.Equal(
            [
                "$.rank.filters.sen: there is no such filter (seen, blocked, unavailable, category, age, min-popularity); did you mean \"seen\"?",
                "$.rank.filters.age.maxDays: -1 is not within 0 .. 1000000",
                "$.rank.filters.seen.on: unknown key",
            ],
            problems);
    }
}
