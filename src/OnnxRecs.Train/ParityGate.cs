using OnnxRecs.Numerics;
using OnnxRecs.Pipeline;

namespace OnnxRecs.Train;

/// <summary>Proves that every output of an exported graph is what training saw: the same feeds through both engines.</summary>
/// <remarks>
/// Random feeds and the edges: batches of 1 and 257, one item and many, unknown users, histories that are empty, of one item, full and longer
/// than the model reads, in a batch and alone. And the same lists: over the whole catalogue both must put the same ten items first, but for ties within the tolerance
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

    // The first history of each is longer than what a model reads, empty, or of one item: alone in a batch these are what a new user sends.
    private static readonly Shape[] Shapes =
    [
        new(1, 1, First.TooLong), new(1, 300, First.TooLong), new(1, 7, First.Empty), new(1, 7, First.OneItem), new(2, 33, First.TooLong), new(257, 7, First.TooLong),
    ];

    // Only the first is long, so that the file stays small where a model reads thousands of items.
    private static readonly Shape[] ProbeShapes = [new(1, 3, First.TooLong), new(1, 3, First.Empty, Longest: 20), new(6, 17, First.TooLong, Longest: 20)];

    private enum First
    {
        TooLong,
        Empty,
        OneItem,
    }

    /// <param name="Batch">Queries.</param>
    /// <param name="Items">For each of them.</param>
    /// <param name="First">The first history; those after it take up the other edges in turn.</param>
    /// <param name="Longest">No history is more than a little longer.</param>
    private sealed record Shape(int Batch, int Items, First First, int Longest = int.MaxValue);

    /// <summary>The largest difference over all feeds.</summary>
    /// <exception cref="InvalidOperationException">It is above <see cref="Agreement.Tolerance"/>, or a score is not a number.</exception>
    public static double Check(string name, IModelRunner trained, IModelRunner exported, ulong seed)
    {
        var rng = new Rng(seed, stream: 2);
        Probe[] probes = [.. Shapes.Select(shape => Run(name, trained, shape, rng))];
        return Probes.Compare(probes, exported, Agreement.Tolerance, how => Disagrees(name, how));
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
        Query[] queries = Queries([.. trained.Values.SelectMany(graph => graph.Inputs)], new Shape(count, ListLength, First.TooLong), new Rng(seed, stream: 3));
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
        return [.. ProbeShapes.Select(shape => Run(graph, trained, shape, rng))];
    }

    private static Probe Run(string graph, IModelRunner trained, Shape shape, Rng rng)
    {
        Feed[] feeds = Feeds(trained.Inputs, shape, rng);
        Fetch[] outputs = [.. trained.Outputs.Select(output =>
        {
            long[] dims = [.. output.Dims.Select(d => d switch { "B" => shape.Batch, "N" => shape.Items, _ => long.Parse(d) })];
            return new Fetch(output.Name, new float[dims.Aggregate(1L, (a, b) => a * b)], dims);
        })];
        trained.Run(feeds, outputs);
        return new Probe(graph, feeds, outputs);
    }

    private static InvalidOperationException Disagrees(string name, string how) => new($"The export of {name} does not agree with training: {how}. Nothing was written.");

    private static Query[] Queries(IReadOnlyList<TensorInfo> inputs, Shape shape, Rng rng)
    {
        int users = (int)Below(inputs, FeedNames.User) - 1;
        int historyItems = (int)Below(inputs, FeedNames.History) - 1;
        int full = Math.Min((int)Below(inputs, FeedNames.Length) - 1, shape.Longest);
        int[] lengths = [.. ((int[])[full + 3, 0, 1, full]).Skip((int)shape.First)];
        return [.. Enumerable.Range(0, shape.Batch).Select(row => new Query(
            row % 5 == 4 ? Query.UnknownUser : rng.NextInt(Math.Max(1, users)),
            Draw(row < lengths.Length ? lengths[row] : rng.NextInt(full + 1), historyItems, rng), [], shape.Items))];
    }

    private static long Below(IReadOnlyList<TensorInfo> inputs, string input) => inputs.FirstOrDefault(i => i.Name == input)?.Below ?? 1;

    private static int[] Draw(int count, int below, Rng rng) => [.. Enumerable.Range(0, count).Select(_ => rng.NextInt(Math.Max(1, below)))];

    private static Feed[] Feeds(IReadOnlyList<TensorInfo> inputs, Shape shape, Rng rng)
    {
        int catalogue = (int)Below(inputs, FeedNames.Items);
        Query[] queries = Queries(inputs, shape, rng);
        // An item tower takes one list for the whole batch.
        if (inputs is [{ Name: FeedNames.Items, Dims.Length: 1 }]) return [new Feed(FeedNames.Items, Array.ConvertAll(Draw(shape.Items, catalogue, rng), item => (long)item), [shape.Items])];
        // Not disposed: the arrays are compared after the run, and eight of them are not worth a pool.
        return new FeedBuilder(inputs).Build(queries, [.. queries.Select(_ => Draw(shape.Items, catalogue, rng))]).Feeds.ToArray();
    }
}
