using OnnxRecs.Numerics;
using OnnxRecs.Pipeline;

namespace OnnxRecs.Train;

/// <summary>Proves that every output of an exported graph is what training saw: the same feeds through both engines.</summary>
/// <remarks>
/// Random feeds and the edges: batches of 1 and 257, one item and many, unknown users, histories that are empty, of one item, full and longer
/// than the model reads.
/// </remarks>
public static class ParityGate
{
    /// <summary>Largest difference that passes, relative to the larger of 1 and the value.</summary>
    public const double Tolerance = 1e-4;

    private static readonly (int Batch, int Items)[] Shapes = [(1, 1), (1, 300), (2, 33), (257, 7)];

    /// <summary>The largest difference over all feeds.</summary>
    /// <exception cref="InvalidOperationException">It is above <see cref="Tolerance"/>, or a score is not a number.</exception>
    public static double Check(string name, IModelRunner trained, IModelRunner exported, ulong seed)
    {
        var rng = new Rng(seed, stream: 2);
        double worst = 0;
        foreach ((int batch, int items) in Shapes)
        {
            Feed[] feeds = Feeds(trained.Inputs, batch, items, rng);
            Fetch[] expected = Fetches(trained.Outputs, batch, items), actual = Fetches(exported.Outputs, batch, items);
            trained.Run(feeds, expected);
            exported.Run(feeds, actual);
            foreach ((Fetch one, Fetch other) in expected.Zip(actual))
            {
                for (int i = 0; i < one.Values.Length; i++)
                {
                    (float wanted, float got) = (one.Values.Span[i], other.Values.Span[i]);
                    double difference = Math.Abs(wanted - got) / Math.Max(1, Math.Abs(wanted));
                    if (!(difference <= Tolerance))
                        throw new InvalidOperationException($"The export of {name} does not agree with training: in output '{one.Name}' {wanted} became {got} (batch {batch}, {items} items). Nothing was written.");
                    worst = Math.Max(worst, difference);
                }
            }
        }
        return worst;
    }

    private static Fetch[] Fetches(IReadOnlyList<TensorInfo> outputs, int batch, int items) => [.. outputs.Select(output =>
    {
        long[] dims = [.. output.Dims.Select(d => d switch { "B" => batch, "N" => items, _ => long.Parse(d) })];
        return new Fetch(output.Name, new float[dims.Aggregate(1L, (a, b) => a * b)], dims);
    })];

    private static Feed[] Feeds(IReadOnlyList<TensorInfo> inputs, int batch, int items, Rng rng)
    {
        long Below(string input) => inputs.FirstOrDefault(i => i.Name == input)?.Below ?? 1;
        int users = (int)Below(FeedNames.User) - 1;
        int historyItems = (int)Below(FeedNames.History) - 1;
        int full = (int)Below(FeedNames.Length) - 1;
        int catalogue = (int)Below(FeedNames.Items);
        int[] lengths = [full + 3, 0, 1, full];
        int[] Draw(int count, int below) => [.. Enumerable.Range(0, count).Select(_ => rng.NextInt(Math.Max(1, below)))];
        Query[] queries = [.. Enumerable.Range(0, batch).Select(row => new Query(
            row % 5 == 4 ? Query.UnknownUser : rng.NextInt(Math.Max(1, users)),
            Draw(row < lengths.Length ? lengths[row] : rng.NextInt(full + 1), historyItems), [], items))];
        // An item tower takes one list for the whole batch.
        if (inputs is [{ Name: FeedNames.Items, Dims.Length: 1 }]) return [new Feed(FeedNames.Items, Array.ConvertAll(Draw(items, catalogue), item => (long)item), [items])];
        // Not disposed: the arrays are compared after the run, and eight of them are not worth a pool.
        return new FeedBuilder(inputs).Build(queries, [.. queries.Select(_ => Draw(items, catalogue))]).Feeds.ToArray();
    }
}
