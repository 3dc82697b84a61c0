using OnnxRecs.Numerics;
using OnnxRecs.Pipeline;

namespace OnnxRecs.Train;

/// <summary>Proves that every output of an exported graph is what training saw: the same feeds through both engines.</summary>
/// <remarks>
/// Random feeds and the edges: batches of 1 and 257, one item and many, unknown users, histories that are empty, of one item, full and longer
/// than the model reads. And the same lists: over the whole catalogue both must put the same ten items first, but for ties within the tolerance
/// (<see cref="Agreement.ListDifference"/>). What fails is an error of ours or of an engine; the artifact is not written.
/// </remarks>
public static class ParityGate
{
    /// <summary>Length of the lists that must be the same.</summary>
    public const int ListLength = 10;

    // Lists are made for so many queries; fewer, but the edges, where the catalogue is so large that this were too many scores.
    private const int MaxQueries = 64;
    private const int MinQueries = 8;
    private const int MaxScores = 1 << 20;

    private static readonly (int Batch, int Items)[] Shapes = [(1, 1), (1, 300), (2, 33), (257, 7)];
    // The first has a full history; the others are shorter, so that the file stays small where a model reads thousands of items.
    private static readonly (int Batch, int Items, int Longest)[] ProbeShapes = [(1, 3, int.MaxValue), (6, 17, 20)];

    /// <summary>The largest difference over all feeds.</summary>
    /// <exception cref="InvalidOperationException">It is above <see cref="Agreement.Tolerance"/>, or a score is not a number.</exception>
    public static double Check(string name, IModelRunner trained, IModelRunner exported, ulong seed)
    {
        var rng = new Rng(seed, stream: 2);
        Probe[] probes = [.. Shapes.Select(shape => Run(name, trained, shape.Batch, shape.Items, int.MaxValue, rng))];
        return Probes.Compare(probes, exported, how => Disagrees(name, how));
    }

    /// <summary>Ranks the whole catalogue by both: how far the lists are from being the same, how many there are, and how many are the same item by item.</summary>
    /// <param name="name">Of the model.</param>
    /// <param name="trained">Its graphs by name.</param>
    /// <param name="exported">The same graphs.</param>
    /// <param name="itemCount">Size of the catalogue.</param>
    /// <param name="seed">Of the queries.</param>
    /// <exception cref="InvalidOperationException">The difference is above <see cref="Agreement.Tolerance"/>.</exception>
    public static (double Difference, int Lists, int Equal) CheckLists(
        string name, IReadOnlyDictionary<string, IModelRunner> trained, IReadOnlyDictionary<string, IModelRunner> exported, int itemCount, ulong seed)
    {
        int count = Math.Clamp(MaxScores / itemCount, MinQueries, MaxQueries);
        Query[] queries = Queries([.. trained.Values.SelectMany(graph => graph.Inputs)], count, ListLength, int.MaxValue, new Rng(seed, stream: 3));
        float[] expected = new float[count * itemCount], actual = new float[count * itemCount];
        CatalogScorer.Of(trained, itemCount).Score(queries, expected);
        CatalogScorer.Of(exported, itemCount).Score(queries, actual);
        double scale = Agreement.ScaleOf([(ReadOnlyMemory<float>)expected]);
        (double worst, int equal) = (0, 0);
        for (int row = 0; row < count; row++)
        {
            Range all = (row * itemCount)..((row + 1) * itemCount);
            double difference = Agreement.ListDifference(expected.AsSpan(all), actual.AsSpan(all), ListLength, scale, out bool same);
            if (difference > Agreement.Tolerance)
                throw Disagrees(name, $"its first {ListLength} items for a history of {queries[row].History.Length} are others (by {difference:0.0e+0})");
            worst = Math.Max(worst, difference);
            equal += same ? 1 : 0;
        }
        return (worst, count, equal);
    }

    /// <summary>What the artifact carries to be compared whenever it is opened: small, and with the edges.</summary>
    public static Probe[] ProbesOf(string graph, IModelRunner trained, ulong seed)
    {
        var rng = new Rng(seed, stream: 4);
        return [.. ProbeShapes.Select(shape => Run(graph, trained, shape.Batch, shape.Items, shape.Longest, rng))];
    }

    private static Probe Run(string graph, IModelRunner trained, int batch, int items, int longest, Rng rng)
    {
        Feed[] feeds = Feeds(trained.Inputs, batch, items, longest, rng);
        Fetch[] outputs = [.. trained.Outputs.Select(output =>
        {
            long[] dims = [.. output.Dims.Select(d => d switch { "B" => batch, "N" => items, _ => long.Parse(d) })];
            return new Fetch(output.Name, new float[dims.Aggregate(1L, (a, b) => a * b)], dims);
        })];
        trained.Run(feeds, outputs);
        return new Probe(graph, feeds, outputs);
    }

    private static InvalidOperationException Disagrees(string name, string how) => new($"The export of {name} does not agree with training: {how}. Nothing was written.");

    private static Query[] Queries(IReadOnlyList<TensorInfo> inputs, int batch, int items, int longest, Rng rng)
    {
        int users = (int)Below(inputs, FeedNames.User) - 1;
        int historyItems = (int)Below(inputs, FeedNames.History) - 1;
        int full = Math.Min((int)Below(inputs, FeedNames.Length) - 1, longest);
        int[] lengths = [full + 3, 0, 1, full];
        return [.. Enumerable.Range(0, batch).Select(row => new Query(
            row % 5 == 4 ? Query.UnknownUser : rng.NextInt(Math.Max(1, users)),
            Draw(row < lengths.Length ? lengths[row] : rng.NextInt(full + 1), historyItems, rng), [], items))];
    }

    private static long Below(IReadOnlyList<TensorInfo> inputs, string input) => inputs.FirstOrDefault(i => i.Name == input)?.Below ?? 1;

    private static int[] Draw(int count, int below, Rng rng) => [.. Enumerable.Range(0, count).Select(_ => rng.NextInt(Math.Max(1, below)))];

    private static Feed[] Feeds(IReadOnlyList<TensorInfo> inputs, int batch, int items, int longest, Rng rng)
    {
        int catalogue = (int)Below(inputs, FeedNames.Items);
        Query[] queries = Queries(inputs, batch, items, longest, rng);
        // An item tower takes one list for the whole batch.
        if (inputs is [{ Name: FeedNames.Items, Dims.Length: 1 }]) return [new Feed(FeedNames.Items, Array.ConvertAll(Draw(items, catalogue, rng), item => (long)item), [items])];
        // Not disposed: the arrays are compared after the run, and eight of them are not worth a pool.
        return new FeedBuilder(inputs).Build(queries, [.. queries.Select(_ => Draw(items, catalogue, rng))]).Feeds.ToArray();
    }
}
