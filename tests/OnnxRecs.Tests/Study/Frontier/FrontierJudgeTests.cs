using OnnxRecs.Config;
using OnnxRecs.Data;
using OnnxRecs.Metrics;
using OnnxRecs.Study.Frontier;
using OnnxRecs.Tests.Core.Metrics;

namespace OnnxRecs.Tests.Study.Frontier;

public sealed class FrontierJudgeTests
{
    // Five items, the first of which is the head; two users look for items 1 and 2.
    private static readonly PreparedData Data = MadeData.Of(5, [[0], [0, 3]], [[1], [2]], genres: [[0], [0], [1], [1], [1]]);

    private static readonly PipelineConfig Config = new() { Evaluate = new EvaluateOptions { Bootstrap = 200 } };

    // Alone: both hit at the first place, two items shown. Then the one hit is second, three items. Then no hit, four items.
    private static readonly int[][][] Lists = [[[1, 2], [2, 1]], [[1, 2], [4, 2]], [[3, 4], [1, 0]]];

    [Fact]
    public void Points_HandWorked()
    {
        FrontierPoint[] points = Points(new FrontierTask(Phase.Test, 2));

        double second = 1 / Math.Log2(3);
        Assert.Equal([1, (1 + second) / 2, 0], points.Select(point => Math.Round(point.Figures["NDCG@2"].Value, 12)), (a, b) => Math.Abs(a - b) < 1e-9);
        Assert.Equal([0.4, 0.6, 0.8], points.Select(point => point.Figures["coverage@2"].Value), (a, b) => Math.Abs(a - b) < 1e-12);
        Assert.Equal([1, 1, 0.75], points.Select(point => point.Figures["APLT@2"].Value));
        Assert.Equal([null, (second - 1) / 2, -1], points.Select(point => point.Difference?.Value));
        Assert.Equal([true, true, true], points.Select(point => point.IsOnFront));
        Assert.Equal([0, 1, 2], points.Select(point => point.Values.Length == 0 ? 0 : int.Parse(point.Values[0])));
        Assert.Null(points[0].P);
        Assert.All(points[1..], point => Assert.Equal(Math.Min(1, 2 * points[1..].Min(other => other.P!.Value)), points[1..].Min(other => other.HolmP!.Value), 12));
        Assert.All(points[1..], point => Assert.InRange(point.Difference!.Value, point.Difference.Low!.Value, point.Difference.High!.Value));
    }

    [Fact]
    public void Points_LowerIsBetter_TurnsTheAxis()
    {
        // Only the last lists show item 0, which two users liked: their ARP is the highest, so they are worse in both.
        FrontierPoint[] points = Points(new FrontierTask(Phase.Test, 2, X: "ARP"));

        Assert.Equal([0, 0, 0.75], points.Select(point => point.Figures["ARP@2"].Value));
        Assert.Equal([true, false, false], points.Select(point => point.IsOnFront));
    }

    [Fact]
    public void Points_MetricOfTheRun_HasNeitherIntervalNorTest()
    {
        FrontierPoint[] points = Points(new FrontierTask(Phase.Test, 2, X: "NDCG", Y: "coverage"));

        Assert.All(points, point => Assert.Equal((null, null, null), (point.Difference, point.P, point.Figures["coverage@2"].Low)));
    }

    [Fact]
    public void Points_WithoutVectors_LeavesTheirMetricOut()
    {
        FrontierPoint[] points = Points(new FrontierTask(Phase.Test, 2));

        Assert.Contains("diversity-genres@2", points[0].Figures.Keys);
        Assert.DoesNotContain("diversity-vectors@2", points[0].Figures.Keys);
        Assert.StartsWith("--x diversity-vectors: ", Assert.Throws<InputException>(() => Points(new FrontierTask(Phase.Test, 2, X: "diversity-vectors"))).Message, StringComparison.Ordinal);
    }

    private static FrontierPoint[] Points(FrontierTask task) => new FrontierJudge(Data, new RunFacts(Data), [0, 1], Config, task).Points([["1"], ["2"]], Lists);
}
