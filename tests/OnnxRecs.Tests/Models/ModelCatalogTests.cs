using System.Text.Json.Nodes;
using OnnxRecs.Config;
using OnnxRecs.Data;
using OnnxRecs.Models;
using OnnxRecs.Models.Classical;
using OnnxRecs.Models.Ratings;
using OnnxRecs.Models.Sequence;
using OnnxRecs.Tests.Core.Metrics;

namespace OnnxRecs.Tests.Models;

public sealed class ModelCatalogTests
{
    // One event each, at time 0, which is: unknown.
    private static readonly PreparedData Timeless = MadeData.Of(3, [[0], [1]]);

    private static readonly string[] Ordered = [.. ModelCatalog.Entries.Select(entry => entry.Name).Where(name => SmallModels.Options[name] is SequenceOptions or TwoTowerOptions or PopularRecentOptions)];
    private static readonly string[] Others = [.. ModelCatalog.Entries.Select(entry => entry.Name).Except(Ordered)];

    public static TheoryData<string> OfOrder => [.. Ordered];

    public static TheoryData<string> OfSequence => [.. Ordered.Except(["popular-recent"])];

    // Models of ratings refuse data without any, whatever the times are.
    public static TheoryData<string> OfNoOrder => [.. Others.Where(name => !SmallModels.NeedsRatings(name))];

    [Fact]
    public void Create_TwoTowerThatReadsAllOtherEvents_NeedsNoTimes() =>
        Assert.NotNull(ModelCatalog.Create(ModelCatalog.Find("two-tower"), new TwoTowerOptions { History = "others" }, Timeless, 1));

    [Fact]
    public void Create_NewLikesLearntMoreOften_NeedsTimes()
    {
        var options = new GmfOptions { RecencyHalfLife = 0.1 };

        Assert.StartsWith("gmf learns from the order of events", Assert.Throws<InputException>(() => ModelCatalog.Create(ModelCatalog.Find("gmf"), options, Timeless, 1)).Message);
    }

    [Theory]
    [MemberData(nameof(OfOrder))]
    public void Create_OrderNeededAndNoTimes_IsRefused(string model)
    {
        string message = Assert.Throws<InputException>(() => Create(model, Timeless)).Message;

        Assert.Equal(
            $"{model} learns from the order of events, and of no event of made the time is known; train one of {string.Join(", ", Others)} with its default settings, "
            + "two-tower with \"history\": \"others\", or, of a table of your own, name the column in $.table.time or say \"timeUnit\": \"rows\" where the rows stand in the order of time.",
            message);
    }

    [Theory]
    [MemberData(nameof(OfNoOrder))]
    public void Create_OrderNotNeeded_NeedsNoTimes(string model) => Assert.NotNull(Create(model, Timeless));

    [Theory]
    [MemberData(nameof(OfSequence))]
    public void Create_SomeTimesOrTheOrderKnown_IsEnough(string model)
    {
        Assert.NotNull(Create(model, MadeData.Of(3, [[0, 1], [1]])));
        var facts = new DatasetFacts("made", "none", ValueKind.Event, Timeless.Users, Timeless.Items, Timeless.Catalog) { Times = TimeKind.OrderOfUser };
        Assert.NotNull(Create(model, new PreparedData(facts, Timeless.Split, 1)));
    }

    [Fact]
    public void Check_PreTrainedWithItsParts_IsFine() =>
        Assert.Equal([], Problems("""{ "neumf": { "preTrain": true, "factors": 8, "layers": [8, 4] }, "gmf": { "factors": 8 }, "mlp": { "layers": [8, 4], "epochs": 5 } }"""));

    [Fact]
    public void Check_PreTrainedWithoutItsParts_SaysWhatToAdd() => Assert.Equal(
        [
            """$.models.neumf: begins with what "gmf" has learnt, which is not in $.models (popular, neumf); add "gmf": {}""",
            """$.models.neumf: begins with what "mlp" has learnt, which is not in $.models (popular, neumf); add "mlp": {}""",
        ],
        Problems("""{ "popular": {}, "neumf": { "preTrain": true } }"""));

    [Fact]
    public void Check_PartsOfOtherShapes_AreNamed() => Assert.Equal(
        [
            "$.models.gmf.factors: is 8; neumf, which begins with what it has learnt, has 32",
            "$.models.mlp.layers: is [64,32,16]; neumf, which begins with what it has learnt, has [16,8]",
        ],
        Problems("""{ "gmf": { "factors": 8 }, "mlp": {}, "neumf": { "preTrain": true, "layers": [16, 8] } }"""));

    [Fact]
    public void Check_NotPreTrained_NeedsNoParts() => Assert.Equal([], Problems("""{ "neumf": { "factors": 8 }, "gmf": { "factors": 4 } }"""));

    [Fact]
    public void Check_CaserOverManyItems_IsRefused()
    {
        Assert.Equal(
            ["$.models.caser.maxLength: 51 is above 50: there are filters over each number of neighbouring items, so the graph grows with its square"],
            Problems("""{ "caser": { "maxLength": 51 } }"""));
        Assert.Equal([], Problems("""{ "caser": { "maxLength": 50 } }"""));
    }

    [Fact]
    public void Check_MoreDropoutThanLayers_IsRefused()
    {
        Assert.Equal(
            ["$.models.rating-mlp.dropout: [0.3, 0.2, 0.1] are 3 shares where layers has 2 widths; name at most one for each"],
            Problems("""{ "rating-mlp": { "layers": [64, 32] } }"""));
        Assert.Equal([], Problems("""{ "rating-mlp": { "layers": [64, 32], "dropout": [0.5] } }"""));
    }

    private static IModel Create(string model, PreparedData data) => ModelCatalog.Create(ModelCatalog.Find(model), SmallModels.Options[model], data, seed: 1);

    private static List<string> Problems(string models)
    {
        var problems = new List<string>();
        var config = StrictJson.Bind<PipelineConfig>(new JsonObject { ["models"] = JsonNode.Parse(models), ["candidates"] = new JsonObject { ["source"] = "" } }, "$", problems);
        Assert.Empty(problems);
        ModelCatalog.Check(config with { Rank = new RankOptions { Rankers = [] } }, problems);
        return problems;
    }
}
