using System.Text.Json.Nodes;
using OnnxRecs.Config;
using OnnxRecs.Models;

namespace OnnxRecs.Tests.Models;

public sealed class ModelCatalogTests
{
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

    private static List<string> Problems(string models)
    {
        var problems = new List<string>();
        var config = StrictJson.Bind<PipelineConfig>(new JsonObject { ["models"] = JsonNode.Parse(models), ["candidates"] = new JsonObject { ["source"] = "" } }, "$", problems);
        Assert.Empty(problems);
        ModelCatalog.Check(config with { Rank = new RankOptions { Rankers = [] } }, problems);
        return problems;
    }
}
