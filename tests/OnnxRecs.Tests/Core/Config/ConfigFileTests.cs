using OnnxRecs.Config;
using OnnxRecs.Tests.Support;

namespace OnnxRecs.Tests.Core.Config;

public sealed class ConfigFileTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Load_EmptyFile_GivesTheDefaults()
    {
        PipelineConfig config = Load("{}");

        Assert.Equal(("sample", 42, "cpu", 0, null), (config.Dataset, config.Seed, config.Device, config.Threads, config.Relevance));
        Assert.Equal(["popular", "two-tower", "neumf", "gru"], config.Models.Keys);
        Assert.Equal(new CandidatesOptions { Source = "two-tower", Count = 300, M = 16, EfConstruction = 200, EfSearch = 400 }, config.Candidates);
        Assert.Equal((0.8, 0.1), (config.Split.Train, config.Split.Validation));
        Assert.Equal((null, null, 20), (config.Rank.Mmr, config.Rank.PopularityPenalty, config.Rank.Count));
        Assert.Equal([5, 10, 20], config.Evaluate.K);
    }

    [Fact]
    public void Load_Directories_AreRelativeToTheFile()
    {
        PipelineConfig config = Load("""{ "dataDirectory": "d", "modelsDirectory": "/abs" }""");

        Assert.Equal((_folder["d"], "/abs"), (config.DataDirectory, config.ModelsDirectory));
    }

    [Fact]
    public void Load_Overrides_TakeTheFilesPlaceAndTheLastOneWins()
    {
        PipelineConfig config = Load("""{ "seed": 1, "candidates": { "count": 100, "m": 8 } }""",
            "seed=7", "candidates.count=200", "candidates.count=250", "dataset=ml-1m", "models.gru.dim=32", "evaluate.k=[1]", "rank.mmr.lambda=0.5");

        Assert.Equal((7, 250, 8, "ml-1m", (double?)0.5), (config.Seed, config.Candidates.Count, config.Candidates.M, config.Dataset, config.Rank.Mmr?.Lambda));
        Assert.Equal(["popular", "two-tower", "neumf", "gru"], config.Models.Keys);
        Assert.Equal("""{"dim":32}""", config.Models["gru"].ToJsonString());
        Assert.Equal([1], config.Evaluate.K);
    }

    [Fact]
    public void Load_WrongOverrides_AreNamed()
    {
        string[] lines = Problems("{}", "candidates.count=0", "candidates.cuont=5", "seed.x.y=1", "split.train=\"a\"");

        Assert.Contains("""  $.candidates.count: 0 is not within 1 .. 10000 (from --set candidates.count=0)""", lines);
        Assert.Contains("""  $.candidates.cuont: unknown key; did you mean "count"? (from --set candidates.cuont=5)""", lines);
        Assert.Contains("""  $.split.train: expected a number, found "a" (from --set split.train="a")""", lines);
        Assert.Contains("  $.seed: expected a whole number, found an object", lines);
    }

    [Fact]
    public void Load_OverrideBelowAValue_SaysSo() =>
        Assert.Contains("""  $.seed: is no section, so it has no "x" """.TrimEnd(), Problems("""{ "seed": 1 }""", "seed.x=1"));

    [Theory]
    [InlineData("count")]
    [InlineData("=5")]
    [InlineData("a..b=5")]
    public void Override_NoKeyValue_IsRefused(string argument) =>
        Assert.Equal($"--set {argument}: expected key=value, such as --set candidates.count=100", Assert.Throws<InputException>(() => Override.Parse(argument)).Message);

    [Fact]
    public void Load_Quotas_AreATenthEachUnlessSet()
    {
        CandidatesOptions candidates = Load("""{ "candidates": { "count": 250, "quotas": { "recent": 0, "genre": 40 } } }""").Candidates;

        Assert.Equal(new QuotaOptions { Recent = 0, Genre = 40 }, candidates.Quotas);
        Assert.Equal((25, 0, 40), (candidates.QuotaOf(candidates.Quotas.Popular), candidates.QuotaOf(candidates.Quotas.Recent), candidates.QuotaOf(candidates.Quotas.Genre)));
    }

    [Fact]
    public void Load_WrongSources_AreNamed()
    {
        string[] lines = Problems("""{ "candidates": { "index": "hsnw", "quotas": { "neighbors": 5, "popular": -1, "recent": "all", "genre": null } } }""");

        Assert.Equal(
            [
                """  $.candidates.index: "hsnw" is none of "auto", "exact", "hnsw" """.TrimEnd(),
                """  $.candidates.quotas.neighbors: unknown key; did you mean "neighbours"?""",
                "  $.candidates.quotas.popular: -1 is not within 0 .. 10000",
                """  $.candidates.quotas.recent: expected a whole number, found "all" """.TrimEnd(),
                "  $.candidates.quotas.genre: null is not allowed; leave the key out for its default",
            ],
            lines[1..]);
    }

    [Theory]
    [InlineData("""{ "count": 300, "quotas": { "popular": 299, "recent": 0, "neighbours": 0, "genre": 0 } }""", null)]
    [InlineData("""{ "count": 300, "quotas": { "popular": 300, "recent": 0, "neighbours": 0, "genre": 0 } }""", "300, one that is left out being 30; less than candidates.count (300)")]
    [InlineData("""{ "count": 100, "quotas": { "neighbours": 80 } }""", "110, one that is left out being 10; less than candidates.count (100)")]
    [InlineData("""{ "count": 1 }""", null)]
    public void Load_QuotasThatLeaveNothingForTheIndex_AreRefused(string candidates, string? sum)
    {
        string json = $$"""{ "candidates": {{candidates}} }""";
        if (sum is null) Load(json);
        else Assert.Equal([$"  $.candidates.quotas: they add up to {sum} is needed, the rest is for the index"], Problems(json)[1..]);
    }

    [Fact]
    public void Load_SplitWithoutTest_IsRefused() =>
        Assert.Contains("  $.split: train and validation add up to 1; less than 1 is needed, the rest is the test part", Problems("""{ "split": { "train": 0.7, "validation": 0.3 } }"""));

    [Fact]
    public void Load_RankerThatIsNotTrained_IsRefused() => Assert.Equal(
        [
            """  $.candidates.source: "two-tower" is not in $.models (popular, gru)""",
            """  $.rank.rankers[1]: "neumf" is not in $.models (popular, gru)""",
        ],
        Problems("""{ "models": { "popular": {}, "gru": {} } }""")[1..]);

    [Theory]
    [InlineData("../x")]
    [InlineData("a/b")]
    [InlineData("ML-1M")]
    public void Load_DatasetThatIsNoFolderName_IsRefused(string name) =>
        Assert.Contains("  $.dataset: a data set's name has only small letters, digits, '.', '_' and '-'", Problems($$"""{ "dataset": "{{name}}" }"""));

    [Fact]
    public void Load_FurtherCheck_IsReportedWithTheRest()
    {
        string file = _folder.Write("pipeline.json", """{ "seed": -1 }""");

        var error = Assert.Throws<InputException>(() => ConfigFile.Load(file, [], (_, problems) => problems.Add("$.models.gru.dim: 3 is odd")));

        Assert.Equal($"{file}: 2 settings are wrong\n  $.seed: -1 is not within 0 .. 2147483647\n  $.models.gru.dim: 3 is odd", error.Message);
    }

    [Fact]
    public void Load_MissingFile_SaysWhatToDo() =>
        Assert.Equal("nowhere.json is missing: run in the folder that holds it, or name it with --config FILE", Assert.Throws<InputException>(() => ConfigFile.Load("nowhere.json", [])).Message);

    private PipelineConfig Load(string json, params string[] sets) => ConfigFile.Load(_folder.Write("pipeline.json", json), Array.ConvertAll(sets, Override.Parse));

    private string[] Problems(string json, params string[] sets) => Assert.Throws<InputException>(() => Load(json, sets)).Message.Split('\n');
}
