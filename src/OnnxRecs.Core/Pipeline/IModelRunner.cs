using System.Collections.ObjectModel;

namespace OnnxRecs.Pipeline;

/// <summary>Name and shape of a graph's input or output.</summary>
/// <param name="Name">Name in the graph.</param>
/// <param name="Dims">Sizes; "B", "L" and "N" stand for what the caller chooses (batch, history length, items).</param>
/// <param name="Below">Of an input: every value must lie in 0 .. Below - 1.</param>
public sealed record TensorInfo(string Name, string[] Dims, long? Below = null);

/// <summary>The values of one int64 input.</summary>
/// <param name="Name">Name of the graph's input.</param>
/// <param name="Values">Row-major.</param>
/// <param name="Dims">The shape.</param>
public readonly record struct Feed(string Name, Memory<long> Values, long[] Dims);

/// <summary>One of the outputs, asked for.</summary>
/// <param name="Name">Name of the graph's output.</param>
/// <param name="Values">Takes the whole output, row-major.</param>
/// <param name="Dims">The output's shape for the feeds at hand.</param>
public readonly record struct Fetch(string Name, Memory<float> Values, long[] Dims);

/// <summary>The inputs that an exported model may have, all int64 and dense indexes, and an output that means more than an order.</summary>
public static class FeedNames
{
    /// <summary>[B]: user index; the number of users stands for somebody unknown.</summary>
    public const string User = "user";

    /// <summary>[B, L]: liked items, oldest first, padded on the right with the number of items; L is at least 1.</summary>
    public const string History = "history";

    /// <summary>[B]: how many items of the history are real, 0 .. L.</summary>
    public const string Length = "length";

    /// <summary>[B, N] in a ranker, [N] in an item tower: items to be scored.</summary>
    public const string Items = "items";

    /// <summary>[B, N], of a ranker whose scores predict ratings: such a model is also judged by how far it is off.</summary>
    public const string Ratings = "ratings";
}

/// <summary>Runs an exported model. Thread-safe.</summary>
public interface IModelRunner : IDisposable
{
    IReadOnlyList<TensorInfo> Inputs { get; }

    /// <summary>The first is the model's answer, others explain it.</summary>
    IReadOnlyList<TensorInfo> Outputs { get; }

    /// <summary>The first of <see cref="Outputs"/>.</summary>
    TensorInfo Output => Outputs[0];

    /// <summary>What the file says of itself, see <see cref="ModelMetadata"/>; empty where there is no file.</summary>
    IReadOnlyDictionary<string, string> Metadata => ReadOnlyDictionary<string, string>.Empty;

    /// <summary>One run for some of the outputs. Feeds are checked before they reach the runtime, which does not check them itself.</summary>
    /// <param name="feeds">One for each input, in any order.</param>
    /// <param name="fetches">At least one output, each at most once, in any order.</param>
    /// <param name="cancel">Ends the run early where the engine can be stopped; what it had to compute is then not in the outputs.</param>
    /// <exception cref="ArgumentException">A feed is missing, a value is out of range, or there is no output of that name.</exception>
    /// <exception cref="OperationCanceledException">The run was ended.</exception>
    void Run(ReadOnlySpan<Feed> feeds, ReadOnlySpan<Fetch> fetches, CancellationToken cancel = default);

    /// <summary>One run for the first output.</summary>
    /// <param name="feeds">One for each input, in any order.</param>
    /// <param name="output">Takes the whole output, row-major.</param>
    /// <param name="outputDims">The output's shape for these feeds.</param>
    /// <param name="cancel">As above.</param>
    /// <exception cref="ArgumentException">A feed is missing, or a value is out of range.</exception>
    /// <exception cref="OperationCanceledException">The run was ended.</exception>
    void Run(ReadOnlySpan<Feed> feeds, Memory<float> output, long[] outputDims, CancellationToken cancel = default) => Run(feeds, [new Fetch(Output.Name, output, outputDims)], cancel);
}
