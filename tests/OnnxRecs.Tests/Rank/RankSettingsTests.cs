using OnnxRecs.Artifacts;
using OnnxRecs.Config;
using OnnxRecs.Rank;
using OnnxRecs.Tests.Support;

namespace OnnxRecs.Tests.Rank;

public sealed class RankSettingsTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private static PipelineConfig Bind(string rank) => ConfigFile.Bind(StrictJson.Parse($"{{ \"rank\": {rank} }}", "test"), "test", [], RankSettings.Check);

    private static string ProblemOf(string rank) => Assert.Throws<InputException>(() => Bind(rank)).Message;

    [Fact]
    public void VariedOf_Experiment_ChangesWhatItNamesAndNothingElse()
    {
        RankOptions options = Bind("""
            { "rankers": ["gru"], "count": 30, "filters": { "seen": {}, "min-popularity": { "count": 5 } },
              "experiment": { "name": "b", "rank": { "rankers": ["neumf"], "filters": { "min-popularity": null, "category": {} } } } }
            """).Rank;

        RankOptions varied = RankSettings.VariedOf(options);

        Assert.Equal(["neumf"], varied.Rankers);
        Assert.Equal(["seen", "category"], varied.Filters.Keys);
        Assert.Equal(30, varied.Count);
        Assert.Null(varied.Experiment);
        Assert.Equal(["seen", "min-popularity"], options.Filters.Keys);
    }

    [Theory]
    [InlineData("""{ "experiment": { "rank": { "cuont": 3 } } }""", "$.rank.experiment.rank.cuont: unknown key; did you mean \"count\"?")]
    [InlineData("""{ "experiment": { "rank": { "rankers": ["sasrec"] } } }""", "$.rank.experiment.rank.rankers[0]: \"sasrec\" is not in $.models (popular, two-tower, neumf, gru)")]
    [InlineData("""{ "experiment": { "rank": { "filters": { "sen": {} } } } }""", "$.rank.experiment.rank.filters.sen: there is no such filter")]
    [InlineData("""{ "experiment": { "rank": { "count": 10 } } }""", "$.rank.experiment.rank.count: the lists of both ways to rank are of one length; leave it out")]
    [InlineData("""{ "experiment": { "share": 2 } }""", "$.rank.experiment.share: 2 is not within 0 .. 1")]
    [InlineData("""{ "blends": [{ "name": "gru", "models": ["neumf"], "weights": [1] }] }""", "$.rank.blends[0].name: \"gru\" is the name of a model")]
    [InlineData("""{ "blends": [{ "name": "mmr", "models": ["neumf"], "weights": [1] }] }""", "$.rank.blends[0].name: \"mmr\" is the name of a stage")]
    [InlineData("""{ "blends": [{ "name": "candidates", "models": ["neumf"], "weights": [1] }] }""", "$.rank.blends[0].name: \"candidates\" is the name of a stage")]
    [InlineData("""{ "experiment": { "rank": { "blends": [{ "name": "gru", "models": ["neumf"], "weights": [1] }] } } }""", "$.rank.experiment.rank.blends[0].name: \"gru\" is the name of a model")]
    [InlineData("""{ "experiment": { "rank": { "experiment": {} } } }""", "$.rank.experiment.rank.experiment: an experiment has none of its own; leave it out")]
    [InlineData("""{ "blends": [{ "name": "two", "models": ["neumf", "sasrec"], "weights": [1, 1] }] }""", "$.rank.blends[0].models[1]: \"sasrec\" is not in $.models (popular, two-tower, neumf, gru)")]
    [InlineData("""{ "blends": [{ "name": "two", "models": ["neumf", "gru"], "weights": [1] }] }""", "$.rank.blends[0].weights: 1 weights for 2 models")]
    [InlineData("""{ "blends": [{ "name": "two", "models": ["neumf"], "weights": [0] }] }""", "$.rank.blends[0].weights[0]: 0 is not within 0 .. 1000000 (0 excluded)")]
    [InlineData("""{ "rankers": ["gru", "gru"] }""", "$.rank.rankers[1]: \"gru\" is listed twice")]
    public void Check_WhatIsWrong_IsNoted(string rank, string expected) => Assert.Contains(expected, ProblemOf(rank), StringComparison.Ordinal);

    [Fact]
    public void Check_Blend_IsARankerAndAsksForItsModels()
    {
        PipelineConfig config = Bind("""{ "rankers": ["both"], "blends": [{ "name": "both", "models": ["neumf", "gru"], "weights": [1, 2] }] }""");
        Assert.Equal(["neumf", "gru"], config.Rank.ModelsOf("both"));
        Assert.Equal(["data", "two-tower", "candidates", "neumf", "gru"], RankStage.Task(config).Inputs);
    }

    [Fact]
    public void Task_StockFile_IsPartOfItsKey()
    {
        string file = _folder.Write("stock.txt", "1\n");
        PipelineConfig config = Bind($$"""{ "filters": { "unavailable": { "file": {{System.Text.Json.JsonSerializer.Serialize(file)}} } } }""");
        string before = RankStage.Task(config).Source!(default);
        File.AppendAllText(file, "2\n");
        Assert.NotEqual(before, RankStage.Task(config).Source!(default));
        File.Delete(file);
        Assert.Contains("is missing", Assert.Throws<InputException>(() => RankStage.Task(config).Source!(default)).Message, StringComparison.Ordinal);
        Assert.Null(RankStage.Task(Bind("{}")).Source);
        Assert.Null(RankStage.Task(Bind("""{ "filters": { "unavailable": { "enabled": false, "file": "no-such-file" } } }""")).Source);
    }

    [Fact]
    public void Task_TimeLimit_MakesNoOtherLists() =>
        Assert.Equal(RankStage.Task(Bind("{}")).Settings.ToJsonString(), RankStage.Task(Bind("""{ "timeoutMs": 50 }""")).Settings.ToJsonString());
}
