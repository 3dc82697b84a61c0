using OnnxRecs.Data;
using OnnxRecs.Elsewhere;
using OnnxRecs.Pipeline;
using OnnxRecs.Tests.Core.Pipeline;
using OnnxRecs.Tests.Models;

namespace OnnxRecs.Tests.Core.Elsewhere;

public sealed class CaseMakerTests
{
    private const int Size = Checkerboard.Size;
    private readonly PreparedData _data = Checkerboard.Create();

    [Fact]
    public void Runs_OfARanker_HaveTheScoresOfEachWhoAsksAndOfAllTogether()
    {
        // User u scores item i with 100u + i; the unknown user is number 30.
        GraphCases graph = Make(Ranker(FakeRunner.User(Size), (user, item) => 100 * user + item)).Graphs.Single();

        Assert.Equal(("model", "m/model.onnx"), (graph.Name, graph.File));
        Assert.Equal(["user 15", "user 29", "a newcomer with a history", "a newcomer", "all of them"], graph.Runs.Select(run => run.What));
        RunCase all = graph.Runs[^1];
        Assert.Equal(["user", "items"], all.Feeds.Select(feed => feed.Name));
        Assert.Equal([15, 29, 30, 30], (long[])all.Feeds[0].Values);
        Assert.Equal([4L, Size], all.Feeds[1].Dims);
        CaseTensor scores = Assert.Single(all.Outputs);
        Assert.Equal(("scores", "float32", 1.0), (scores.Name, scores.Type, scores.Scale));
        Assert.Equal([4L, Size], scores.Dims);
        Assert.Equal(graph.Runs[..^1].SelectMany(run => (float[])run.Outputs[0].Values), (float[])scores.Values);
        Assert.Equal(Enumerable.Range(0, Size).Select(item => 1500f + item), ((float[])scores.Values)[..Size]);
    }

    [Fact]
    public void Runs_OfASequenceModel_IncludeAHistoryAsLongAsItReads()
    {
        var ranker = new FakeRunner([FakeRunner.History(Size), FakeRunner.Length(20), FakeRunner.Items(Size)], new TensorInfo("scores", ["B", "N"]), feeds => Array.ConvertAll(feeds[FeedNames.Items], item => item / 100f));

        RunCase[] runs = Make(("model", ranker)).Graphs.Single().Runs;

        RunCase full = runs.Single(run => run.What == "a newcomer with a history of 20");
        Assert.Equal(Enumerable.Range(0, 20).Select(item => (long)item), (long[])full.Feeds.Single(feed => feed.Name == FeedNames.History).Values);
        Assert.Equal(0.29, full.Outputs[0].Scale!.Value, 1e-6);
        CaseTensor ofNobody = runs.Single(run => run.What == "a newcomer").Feeds.Single(feed => feed.Name == FeedNames.History);
        Assert.Equal([Size], (long[])ofNobody.Values); // padding
        Assert.Equal([5, 20], [runs[^1].Feeds[0].Dims[0], runs[^1].Feeds[0].Dims[1]]);
    }

    [Fact]
    public void Lists_LeaveOutWhatWasSeenAndOrderTiesByTheLowerIndex()
    {
        ListCase list = Make(Ranker(FakeRunner.User(Size), (_, item) => item / 2)).Lists[0];

        Assert.Equal("user 15", list.What);
        Assert.Equal(_data.SeenOf(15, Phase.Test).ToArray().Order(), list.Seen);
        // Odd items are seen but for the withheld one, so all that ties is 14 with 15.
        Assert.Equal(["28", "26", "24", "22", "20", "18", "16", "14", "15", "12"], list.Items);
        Assert.Equal([14, 13, 12, 11, 10, 9, 8, 7, 7, 6], list.Scores);
        Assert.Equal(1, list.Scale);
        Assert.Equal(["user"], list.Feeds.Select(feed => feed.Name));
    }

    [Fact]
    public void Lists_OfARetrievalModel_AreByTheProductsOfItsVectors()
    {
        ModelCases model = Make(
            ("user", new FakeRunner([FakeRunner.User(Size)], new TensorInfo("vector", ["B", "2"]), feeds => [.. feeds[FeedNames.User].SelectMany(_ => new[] { 0f, 1f })])),
            ("item", new FakeRunner([new TensorInfo(FeedNames.Items, ["N"], Size)], new TensorInfo("vectors", ["N", "2"]), feeds => [.. feeds[FeedNames.Items].SelectMany(item => new[] { 1000f, -item })])));

        Assert.Equal(["user", "item"], model.Graphs.Select(graph => graph.Name));
        RunCase items = Assert.Single(model.Graphs[1].Runs);
        Assert.Equal([Size], items.Feeds.Single().Dims);
        Assert.Equal([Size, 2L], items.Outputs.Single().Dims);
        ListCase newcomer = model.Lists[^1];
        Assert.Equal(("a newcomer", 0), (newcomer.What, newcomer.Seen.Length));
        Assert.Equal(["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"], newcomer.Items);
        Assert.Equal([30L], (long[])newcomer.Feeds.Single().Values);
    }

    private ModelCases Make(params (string Name, IModelRunner Graph)[] graphs) =>
        new CaseMaker(_data).Of("m", graphs.ToDictionary(graph => graph.Name, graph => graph.Graph), graph => $"m/{graph}.onnx");

    private static (string, IModelRunner) Ranker(TensorInfo user, Func<long, long, float> score) =>
        ("model", new FakeRunner([user, FakeRunner.Items(Size)], new TensorInfo("scores", ["B", "N"]), feeds => [.. feeds[FeedNames.Items].Select((item, i) => score(feeds[FeedNames.User][i / Size], item))]));
}
