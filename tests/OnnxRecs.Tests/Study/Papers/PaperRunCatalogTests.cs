using OnnxRecs.Config;
using OnnxRecs.Data;
using OnnxRecs.Data.Loaders;
using OnnxRecs.Metrics;
using OnnxRecs.Models;
using OnnxRecs.Study.Papers;
using OnnxRecs.Tests.Support;

namespace OnnxRecs.Tests.Study.Papers;

public class PaperRunCatalogTests
{
    public static TheoryData<string> Names => [.. PaperRunCatalog.All.Select(run => run.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Settings_OfEachRun_AreSoundAndGiveWhatItIsJudgedBy(string name)
    {
        PaperRun run = PaperRunCatalog.Find(name);

        PipelineConfig config = ConfigOf(run);

        Assert.Contains(run.Model, config.Models.Keys);
        Assert.Contains(LoaderCatalog.All, entry => entry.Name == config.Dataset);
        string[] stages =
        [
            EvaluateStage.FullStage,
            .. config.Evaluate.SampledNegatives > 0 ? [$"sampled ({config.Evaluate.SampledNegatives} published)"] : Array.Empty<string>(),
            .. LoaderCatalog.Get(config.Dataset).Kind == ValueKind.Rating ? [EvaluateStage.RatedStage] : Array.Empty<string>(),
            .. config.Evaluate.Events ? [EvaluateStage.EventsStage] : Array.Empty<string>(),
        ];
        Assert.Contains(run.Stage, stages);
        Assert.NotEmpty(run.Figures);
        Assert.Contains(run.Figures, figure => figure.Goal is not null);
        Assert.All(run.Figures, figure =>
        {
            string[] parts = figure.Metric.Split('@');
            Assert.Contains(parts[0], MetricCatalog.Names);
            if (parts.Length > 1) Assert.Contains(int.Parse(parts[1]), config.Evaluate.K);
        });
        Assert.Equal(Path.Combine("models", "papers", name), run.ModelsDirectory);
    }

    [Fact]
    public void Names_AreDistinct() => Assert.Equal(Names.Count, PaperRunCatalog.All.Select(run => run.Name).Distinct().Count());

    [Fact]
    public void Find_Unknown_ListsTheKnownOnesWithAHint()
    {
        string message = Assert.Throws<InputException>(() => PaperRunCatalog.Find("sasrec-ml1m")).Message;

        Assert.StartsWith("\"sasrec-ml1m\" is no run of a paper (popular-ncf, ", message, StringComparison.Ordinal);
        Assert.EndsWith("; did you mean \"sasrec-ml-1m\"?", message, StringComparison.Ordinal);
    }

    [RealDataFact("sasrec/ml-1m.txt.gz")]
    public void SequentialRuns_HaveTheNumbersOfThePaper()
    {
        PipelineConfig config = ConfigOf(PaperRunCatalog.Find("sasrec-ml-1m"));

        PreparedData data = DataStage.Prepare(LoaderCatalog.Get(config.Dataset).Load(RealDataFactAttribute.PathOf("sasrec")), config);

        Assert.Equal((6040, 3416, 6040), (data.UserCount, data.ItemCount, data.UsersWithTargets(Phase.Test).Length));
        Assert.Equal(999_611, data.Split.Parts.Sum(part => part.Events.Count));
    }

    [RealDataFact("ml-100k.zip")]
    public void RetrievalRun_HasTheNumbersOfTheTutorial()
    {
        PipelineConfig config = ConfigOf(PaperRunCatalog.Find("two-tower-ml-100k"));

        PreparedData data = DataStage.Prepare(LoaderCatalog.Get(config.Dataset).Load(RealDataFactAttribute.PathOf("ml-100k.zip")), config);

        Assert.Equal((943, 1664), (data.UserCount, data.ItemCount));
        Assert.Equal((75_000, 5_000, 20_000), (data.Split.Train.Count, data.Split.Validation.Count, data.Split.Test.Count));
    }

    private static PipelineConfig ConfigOf(PaperRun run) => ConfigFile.Bind(StrictJson.Parse(run.Settings, run.SettingsName), run.SettingsName, [], ModelCatalog.Check);
}
