using OnnxRecs.Config;
using OnnxRecs.Data;
using OnnxRecs.Metrics;
using OnnxRecs.Metrics.Statistics;

namespace OnnxRecs.Tests.Core.Metrics;

public sealed class RunReportTests
{
    // Ten items; 0 is liked most, 1 next: the head. Users 0 .. 4 look for 1 and 9, user 5, of one training event, for 8.
    private static readonly PreparedData Data = MadeData.Of(
        10,
        [[0, 2, 3], [0, 2, 4], [0, 3, 4], [0, 5, 6], [0, 6, 7], [1], [1], [1]],
        [[1, 9], [1, 9], [1, 9], [1, 9], [1, 9], [8], [], []]);

    private static readonly int[][] Lists = [[1, 9], [1, 8], [1, 8], [1, 8], [7, 8], [8, 0]];

    [Fact]
    public void Add_GroupsAreMeansOfTheirUsers()
    {
        RunReport report = Report(coldStart: 2);

        int[][] ranks = [[0, 1], [0, 5], [0, 2], [0, 3], [4, 7], [0]]; // of 1 and 9, and of 8
        report.Add("full", "m", Lists, reach: 3, new FullRankingResult(Lists, [0.5f, 0.5f, 1, 1, 1, float.NaN], ranks, null, null));

        Assert.Equal(["all 6", "regular 5", "cold 1", "cold 1 1", "heavy 2", "light 4", "head items 5", "tail items 6"], report.Rows.Select(row => $"{row.Group} {row.Users}"));
        Assert.Equal((1 + 0.5 + 0.5 + 0.5 + 0 + 1) / 6, Value(report, "all", "recall@2"), 12);
        Assert.Equal((1 + 0.5 + 0.5 + 0.5 + 0) / 5, Value(report, "regular", "recall@2"), 12);
        Assert.Equal(1, Value(report, "cold", "recall@2"), 12);
        Assert.Equal((1 + 1 + 1 + 1 + 0) / 5.0, Value(report, "head items", "recall@2"), 12); // item 1
        Assert.Equal((1 + 0 + 0 + 0 + 0 + 1) / 6.0, Value(report, "tail items", "recall@2"), 12); // items 9 and 8
        Assert.Equal((1 + 0.5 + 1 + 0.5 + 0 + 1) / 6, Value(report, "all", "recall@3"), 12); // by ranks below 3: no list is as long
        Assert.Equal((0.5 + 0.5 + 1 + 1 + 1) / 5, Value(report, "all", "AUC"), 12);
        Assert.Equal(5, Row(report, "all").Figures["AUC"].Users);
    }

    [Fact]
    public void Add_BeyondAccuracy_IsForAllRegularAndCold()
    {
        RunReport report = Report(coldStart: 2);

        report.Add("full", "m", Lists, reach: 3);

        foreach (EvaluationRow row in report.Rows)
        {
            bool full = row.Group is "all" or "regular" or "cold";
            Assert.Equal((full, full, true), (row.Figures.ContainsKey("ARP@2"), row.Figures.ContainsKey("coverage@2"), row.Figures.ContainsKey("NDCG@2")));
            Assert.Equal(!row.Group.EndsWith("items", StringComparison.Ordinal), row.Figures.ContainsKey("recall@3"));
        }
        Assert.Equal(5.0 / 10, Value(report, "all", "coverage@2"), 12);  // 0 1 7 8 9
        Assert.Equal(2.0 / 10, Value(report, "cold", "coverage@2"), 12); // 8 0
    }

    [Fact]
    public void AddEvents_IsTheShareOfAllEvents()
    {
        RunReport report = Report(coldStart: 0);

        report.AddEvents("events", "m", [[0, 1, 2], [5], [1, 9], [1, 1], [1, 1], [0]]);

        EvaluationRow row = Assert.Single(report.Rows);
        Assert.Equal(("events", "all", 6), (row.Stage, row.Group, row.Users));
        Assert.Equal(8.0 / 11, row.Figures["HR@2"].Value, 12); // 2 + 0 + 1 + 2 + 2 + 1 of 11, not the mean of users
        Assert.Empty(report.Values);
    }

    [Fact]
    public void Add_Intervals_StandWhereThereAreResamples()
    {
        RunReport report = Report(coldStart: 0), without = Report(coldStart: 0, bootstrap: 0);

        report.Add("full", "m", Lists);
        without.Add("full", "m", Lists);

        Figure figure = Row(report, "all").Figures["recall@2"];
        Assert.InRange(figure.Value, figure.Low!.Value, figure.High!.Value);
        Assert.True(figure.Low < figure.High);
        Assert.Null(Row(report, "all").Figures["coverage@2"].Low);
        Assert.Null(Row(without, "all").Figures["recall@2"].Low);
    }

    [Fact]
    public void Add_Intervals_AreThoseOfEachRowAlone()
    {
        RunReport report = Report(coldStart: 2);
        int[][] places = [[0, 1, 2, 3, 4, 5], [5], [2, 3, 4, 5]]; // of all six, of the cold one, of the light ones
        var resamples = new Resamples(6, 200, seed: 42, places);

        report.Add("full", "m", Lists, reach: 3);

        double[] recall = report.Values["full/m"]["recall@2"], head = [1, 1, 1, 1, 0, double.NaN];
        foreach ((int group, string name) in new[] { (0, "all"), (1, "cold"), (2, "light") }) Same(Bootstrap.Intervals(resamples, [recall], 1, 1, 1)[group][0], Row(report, name).Figures["recall@2"]);
        Same(Bootstrap.Intervals(resamples, [head], 1, 0, 0)[0][0], Row(report, "head items").Figures["recall@2"]);
        Same(Bootstrap.Intervals(resamples, [report.Values["full/m"]["ARP@2"]], 1, 1, 1)[1][0], Row(report, "cold").Figures["ARP@2"]);

        static void Same(Interval interval, Figure figure)
        {
            Assert.Equal(interval.Low, figure.Low!.Value, 6);
            Assert.Equal(interval.High, figure.High!.Value, 6);
        }
    }

    [Fact]
    public void AddPools_JudgesAccuracyOfWholePools()
    {
        RunReport report = Report(coldStart: 0);

        report.AddPools("rated", "m", [[1], [1], [1], [1], [9, 1, 3], [8]], MetricCatalog.Rated);

        Assert.Equal(["precision@2", "recall@2", "F1@2", "NDCG@2", "NDCG-graded@2"], Row(report, "all").Figures.Keys);
        Assert.Equal((1 + 1 + 1 + 1 + 1 + 1) / 6.0, Value(report, "all", "precision@2"), 12); // one rated item is not asked for two
        Assert.Equal(["rated/m"], report.Values.Keys);
    }

    private static RunReport Report(int coldStart, int bootstrap = 200) => new(Data, new RunFacts(Data), new PipelineConfig
    {
        Split = new SplitOptions { ColdStart = coldStart },
        Evaluate = new EvaluateOptions { K = [2], Bootstrap = bootstrap },
    });

    private static EvaluationRow Row(RunReport report, string group) => report.Rows.Single(row => row.Group == group);

    private static double Value(RunReport report, string group, string label) => Row(report, group).Figures[label].Value;
}
