using System.Globalization;
using System.Text.Json;
using OnnxRecs.Data;
using OnnxRecs.NativeTests.Models;
using OnnxRecs.NativeTests.Support;
using OnnxRecs.Pipeline;
using OnnxRecs.Tests.Models;
using OnnxRecs.Tests.Support;

namespace OnnxRecs.NativeTests.Elsewhere;

/// <summary>The exported rankers in another runtime's binding, with the feeds and scores written to a file.</summary>
[Collection(TrainedModels.Collection)]
public sealed class NodeTests(TrainedModels models)
{
    private static readonly string[] Rankers = ["neumf", "gru", "rating-mlp"];

    [NodeFact]
    public async Task ExportedRankers_InNode_GiveTheSameScores()
    {
        using var folder = new TempFolder();
        string cases = folder.Write("cases.json", JsonSerializer.Serialize(Rankers.Select(Case), JsonSerializerOptions.Web));

        ProcessEnd node = await ChildProcess.RunAsync("node", ["check.mjs", cases], NodeFactAttribute.Folder);

        Assert.True(node.ExitCode == 0, node.Out + node.Error);
        string difference = Assert.Single(node.Out.Trim().Split('\n')).Split(' ')[^1];
        Assert.InRange(double.Parse(difference, CultureInfo.InvariantCulture), 0, 1e-5);
    }

    [NodeFact]
    public async Task OtherScores_InNode_AreNoticed()
    {
        using var folder = new TempFolder();
        NodeCase wrong = Case("neumf");
        wrong.Expected[3] += 1e-3f;
        string cases = folder.Write("cases.json", JsonSerializer.Serialize(new[] { wrong }, JsonSerializerOptions.Web));

        ProcessEnd node = await ChildProcess.RunAsync("node", ["check.mjs", cases], NodeFactAttribute.Folder);

        Assert.Equal((1, ""), (node.ExitCode, node.Error));
    }

    /// <summary>Known and unknown users, histories that are empty, short and longer than the model reads; every item.</summary>
    private NodeCase Case(string model)
    {
        IModelRunner exported = models.Graphs(model, "onnx")["model"];
        Query[] queries = [.. Enumerable.Range(0, 4).Select(user => models.DataOf(model).QueryOf(user, Phase.Test, 1)), new(Query.UnknownUser, [], [], 1), new(9, [3], [3], 1)];
        int[] items = [.. Enumerable.Range(0, Checkerboard.Size)];
        using FeedBatch feeds = new FeedBuilder(exported.Inputs).Build(queries, [.. queries.Select(_ => items)]);
        long[] dims = [queries.Length, items.Length];
        float[] scores = new float[queries.Length * items.Length];
        exported.Run(feeds.Feeds, scores, dims);
        return new NodeCase(
            models.PathOf(model, "model"),
            [.. feeds.Feeds.ToArray().Select(feed => new NodeFeed(feed.Name, feed.Dims, feed.Values.ToArray()))],
            exported.Output.Name, dims, scores);
    }

    private sealed record NodeCase(string Model, NodeFeed[] Feeds, string Output, long[] Dims, float[] Expected);

    private sealed record NodeFeed(string Name, long[] Dims, long[] Values);
}
