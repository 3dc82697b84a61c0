using OnnxRecs.Pipeline;

namespace OnnxRecs.Tests.Core.Pipeline;

/// <summary>A model that is a function. Checks its feeds as a real one does and remembers those of the last run.</summary>
public sealed class FakeRunner(TensorInfo[] inputs, TensorInfo output, Func<Dictionary<string, long[]>, float[]> function) : IModelRunner
{
    public IReadOnlyList<TensorInfo> Inputs => inputs;

    public IReadOnlyList<TensorInfo> Outputs => [output];

    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();

    public int Runs { get; private set; }

    public Dictionary<string, long[]> LastValues { get; private set; } = [];

    public Dictionary<string, long[]> LastDims { get; private set; } = [];

    public bool IsDisposed { get; private set; }

    public static TensorInfo User(int users) => new(FeedNames.User, ["B"], users + 1);

    public static TensorInfo History(int items) => new(FeedNames.History, ["B", "L"], items + 1);

    public static TensorInfo Length(int longest = 50) => new(FeedNames.Length, ["B"], longest + 1);

    public static TensorInfo Items(int items) => new(FeedNames.Items, ["B", "N"], items);

    public void Run(ReadOnlySpan<Feed> feeds, ReadOnlySpan<Fetch> fetches, CancellationToken cancel = default)
    {
        cancel.ThrowIfCancellationRequested();
        Runs++;
        (LastValues, LastDims) = ([], []);
        foreach (Feed feed in feeds)
        {
            TensorInfo input = Array.Find(inputs, each => each.Name == feed.Name) ?? throw new ArgumentException($"Unknown input {feed.Name}.");
            Assert.Equal(input.Dims.Length, feed.Dims.Length);
            Assert.Equal(feed.Dims.Aggregate(1L, (a, b) => a * b), feed.Values.Length);
            foreach (long value in feed.Values.Span)
            {
                if (value < 0 || value >= (input.Below ?? long.MaxValue)) throw new ArgumentException($"{feed.Name} holds {value}.");
            }
            LastValues.Add(feed.Name, feed.Values.ToArray());
            LastDims.Add(feed.Name, feed.Dims);
        }
        Assert.Equal(inputs.Length, LastValues.Count);
        float[] result = function(LastValues);
        Fetch fetch = Assert.Single(fetches.ToArray());
        Assert.Equal(output.Name, fetch.Name);
        Assert.Equal(fetch.Dims.Aggregate(1L, (a, b) => a * b), result.Length);
        Assert.Equal(result.Length, fetch.Values.Length);
        result.CopyTo(fetch.Values);
    }

    public void Dispose() => IsDisposed = true;
}
