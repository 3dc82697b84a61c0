using OnnxRecs.Artifacts;
using OnnxRecs.Onnx;
using OnnxRecs.Ops;
using OnnxRecs.Pipeline;
using OnnxRecs.Runtime;
using OnnxRecs.Tests.Support;

namespace OnnxRecs.NativeTests.Runtime;

public sealed class OnnxModelTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Run_MemoryDoesNotSuffice_SaysSo()
    {
        var graph = new AllPairs();
        OnnxExport.Write(graph, _folder["pairs.onnx"], []);
        using var model = new OnnxModel(_folder["pairs.onnx"], ((IGraph)graph).Info);
        // 2^46 floats are more than a processor can address.
        const int Items = 1 << 23;

        string message = Assert.Throws<InsufficientMemoryException>(() =>
            model.Run([new Feed(FeedNames.Items, new long[Items], [Items])], [new Fetch("sums", new float[Items], [Items])])).Message;

        Assert.StartsWith("ONNX Runtime: ", message, StringComparison.Ordinal);
        Assert.DoesNotContain("\n", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_Cancelled_EndsEarly()
    {
        var graph = new ManyProducts();
        OnnxExport.Write(graph, _folder["many.onnx"], []);
        using var model = new OnnxModel(_folder["many.onnx"], ((IGraph)graph).Info);
        const int Items = 2000;
        long[] items = new long[Items];
        float[] sums = new float[Items];
        using var cancel = new CancellationTokenSource(TimeSpan.FromMilliseconds(30));

        // Two thousand steps over four million cells take seconds, however late the timer is on a busy machine.
        Assert.Throws<OperationCanceledException>(() => model.Run([new Feed(FeedNames.Items, items, [Items])], [new Fetch("sums", sums, [Items])], cancel.Token));

        // The session is as good as before.
        model.Run([new Feed(FeedNames.Items, new long[2], [2])], [new Fetch("sums", new float[2], [2])], new CancellationTokenSource().Token);
        Assert.Throws<OperationCanceledException>(() => model.Run([new Feed(FeedNames.Items, items, [Items])], [new Fetch("sums", sums, [Items])], new CancellationToken(canceled: true)));
    }

    /// <summary>Many steps over all pairs [N, N] of items [N].</summary>
    private sealed class ManyProducts : IGraph
    {
        public string Name => "model";

        public IReadOnlyList<TensorInfo> Inputs { get; } = [new(FeedNames.Items, ["N"], 10)];

        public TensorInfo Output { get; } = new("sums", ["N"]);

        public T Run<T>(IOps<T> ops, Tensors<T> inputs)
        {
            T items = ops.ToFloat(inputs[FeedNames.Items]);
            T pairs = ops.Add(ops.Unsqueeze(items, 0), ops.Unsqueeze(items, 1));
            for (int step = 0; step < 2000; step++) pairs = ops.Tanh(ops.Add(pairs, ops.Unsqueeze(items, 0)));
            return ops.Sum(pairs, 0, keepAxis: false);
        }
    }

    /// <summary>The sums over all pairs [N, N] of items [N].</summary>
    private sealed class AllPairs : IGraph
    {
        public string Name => "model";

        public IReadOnlyList<TensorInfo> Inputs { get; } = [new(FeedNames.Items, ["N"], 10)];

        public TensorInfo Output { get; } = new("sums", ["N"]);

        public T Run<T>(IOps<T> ops, Tensors<T> inputs)
        {
            T items = ops.ToFloat(inputs[FeedNames.Items]);
            return ops.Sum(ops.Add(ops.Unsqueeze(items, 0), ops.Unsqueeze(items, 1)), 0, keepAxis: false);
        }
    }
}
