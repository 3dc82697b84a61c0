using OnnxRecs.Data;
using OnnxRecs.Numerics;
using OnnxRecs.Pipeline;

namespace OnnxRecs.Elsewhere;

/// <summary>Runs the graphs of a model for a few users of a data set, known and new, and keeps what came of it.</summary>
public sealed class CaseMaker
{
    /// <summary>Length of the lists.</summary>
    public const int ListLength = 10;

    // Items that the runs ask for, evenly from the catalogue: the lists look at all of them.
    private const int MaxItems = 40;

    // Of a graph that reads histories of any length.
    private const int MaxHistory = 1000;
    private readonly PreparedData _data;
    private readonly (string What, Query Query)[] _asking;
    private readonly int[] _items;

    /// <param name="data">What the models were trained on.</param>
    public CaseMaker(PreparedData data)
    {
        _data = data;
        int count = Math.Min(MaxItems, data.ItemCount);
        _items = [.. Enumerable.Range(0, count).Select(i => (int)((long)i * data.ItemCount / count))];
        int[] users = [.. data.UsersWithTargets(Phase.Test).OrderBy(user => data.PositivesOf(user, Phase.Test).Length).ThenBy(user => user)];
        if (users.Length == 0) throw new InputException($"{data.Name} has no user with test events: there is nobody to ask for.");
        int[] usual = data.PositivesOf(users[users.Length / 2], Phase.Test).ToArray();
        _asking =
        [
            OfUser(users[users.Length / 2]), OfUser(users[^1]),
            ("a newcomer with a history", new Query(Query.UnknownUser, usual[^Math.Min(5, usual.Length)..], usual, ListLength)),
            ("a newcomer", new Query(Query.UnknownUser, [], [], ListLength)),
        ];
    }

    /// <summary>All runs and lists of one model.</summary>
    /// <param name="name">Of the artifact.</param>
    /// <param name="graphs">Its opened graphs by name.</param>
    /// <param name="fileOf">Path of a graph's file, as it is to stand in the cases.</param>
    public ModelCases Of(string name, IReadOnlyDictionary<string, IModelRunner> graphs, Func<string, string> fileOf) =>
        new(name, [.. graphs.Select(graph => new GraphCases(graph.Key, fileOf(graph.Key), RunsOf(graph.Value)))], ListsOf(graphs));

    private (string, Query) OfUser(int user) => ($"user {_data.Users[user]}", _data.QueryOf(user, Phase.Test, ListLength));

    private RunCase[] RunsOf(IModelRunner graph)
    {
        // An item tower takes one list for the whole batch.
        if (graph.Inputs is [{ Name: FeedNames.Items, Dims.Length: 1 }])
            return Scaled(graph, [("items", [new Feed(FeedNames.Items, Array.ConvertAll(_items, item => (long)item), [_items.Length])])]);
        var asking = _asking.ToList();
        if (graph.Inputs.Any(input => input.Name == FeedNames.History))
        {
            long read = graph.Inputs.FirstOrDefault(input => input.Name == FeedNames.Length)?.Below - 1 ?? MaxHistory;
            int[] history = [.. Enumerable.Range(0, (int)Math.Min(read, _data.ItemCount))];
            asking.Add(($"a newcomer with a history of {history.Length}", new Query(Query.UnknownUser, history, [], ListLength)));
        }
        return Scaled(graph, [.. asking.Select(one => (one.What, FeedsOf(graph, one.Query))), ("all of them", FeedsOf(graph, [.. asking.Select(one => one.Query)]))]);
    }

    private Feed[] FeedsOf(IModelRunner graph, params Query[] queries)
    {
        using FeedBatch batch = new FeedBuilder(graph.Inputs).Build(queries, [.. queries.Select(_ => _items)]);
        return Kept(batch);
    }

    private static RunCase[] Scaled(IModelRunner graph, (string What, Feed[] Feeds)[] runs)
    {
        Fetch[][] outputs = Array.ConvertAll(runs, run => Run(graph, run.Feeds));
        double[] scales = [.. graph.Outputs.Select((_, i) => Agreement.ScaleOf(outputs.Select(run => (ReadOnlyMemory<float>)run[i].Values)))];
        return [.. runs.Select((run, r) => new RunCase(
            run.What, Tensors(run.Feeds), [.. outputs[r].Select((output, i) => CaseTensor.Of(output.Name, output.Dims, output.Values.ToArray(), scales[i]))]))];
    }

    private static Fetch[] Run(IModelRunner graph, Feed[] feeds)
    {
        long items = feeds.FirstOrDefault(feed => feed.Name == FeedNames.Items).Dims?[^1] ?? 0;
        Fetch[] outputs = [.. graph.Outputs.Select(output =>
        {
            long[] dims = [.. output.Dims.Select(dim => dim switch { "B" => feeds[0].Dims[0], "N" => items, _ => long.Parse(dim) })];
            return new Fetch(output.Name, new float[dims.Aggregate(1L, (a, b) => a * b)], dims);
        })];
        graph.Run(feeds, outputs);
        return outputs;
    }

    private ListCase[] ListsOf(IReadOnlyDictionary<string, IModelRunner> graphs)
    {
        CatalogScorer scorer = CatalogScorer.Of(graphs, _data.ItemCount);
        IModelRunner asked = graphs.TryGetValue("model", out IModelRunner? ranker) ? ranker : graphs["user"];
        return Array.ConvertAll(_asking, one =>
        {
            float[] scores = new float[_data.ItemCount];
            scorer.Score([one.Query], scores);
            double scale = Agreement.ScaleOf([scores.AsMemory()]);
            foreach (int item in one.Query.Seen) scores[item] = float.NegativeInfinity;
            int[] best = new int[ListLength];
            best = best[..TopK.Select(scores, best)];
            using FeedBatch batch = new FeedBuilder([.. asked.Inputs.Where(input => input.Name != FeedNames.Items)]).Build([one.Query]);
            return new ListCase(
                one.What, Tensors(Kept(batch)), [.. one.Query.Seen.Distinct().Order()],
                Array.ConvertAll(best, item => _data.Items[item]), Array.ConvertAll(best, item => scores[item]), scale);
        });
    }

    // Out of the rented arrays.
    private static Feed[] Kept(FeedBatch batch) => Array.ConvertAll(batch.Feeds.ToArray(), feed => feed with { Values = feed.Values.ToArray() });

    private static CaseTensor[] Tensors(Feed[] feeds) => Array.ConvertAll(feeds, feed => CaseTensor.Of(feed.Name, feed.Dims, feed.Values.ToArray()));
}
