using OnnxRecs.Ops;
using OnnxRecs.Pipeline;
using TorchSharp;
using static TorchSharp.torch;

namespace OnnxRecs.Train;

/// <summary>Runs a graph in the training engine, with the weights as they are now: for validation between epochs and for the parity gate.</summary>
public sealed class TorchGraph(IGraph graph, TorchWeights weights) : IModelRunner
{
    public IReadOnlyList<TensorInfo> Inputs => graph.Inputs;

    public IReadOnlyList<TensorInfo> Outputs => graph.Outputs;

    /// <inheritdoc/>
    public void Run(ReadOnlySpan<Feed> feeds, ReadOnlySpan<Fetch> fetches, CancellationToken cancel = default)
    {
        cancel.ThrowIfCancellationRequested();
        FeedCheck.Check(Inputs, feeds);
        FeedCheck.Check(Outputs, fetches);
        using DisposeScope scope = NewDisposeScope();
        using IDisposable fixedGraph = no_grad();
        var inputs = new Dictionary<string, Tensor>();
        foreach (ref readonly Feed feed in feeds) inputs.Add(feed.Name, tensor(feed.Values.ToArray(), feed.Dims).to(weights.Device));
        IReadOnlyList<Tensor> results = graph.RunAll(new TorchOps(weights, training: false), new Tensors<Tensor>(inputs));
        foreach (ref readonly Fetch fetch in fetches)
        {
            Tensor result = results[IndexOf(fetch.Name)];
            if (!result.shape.AsSpan().SequenceEqual(fetch.Dims))
                throw new ArgumentException($"Output '{fetch.Name}' has shape [{string.Join(", ", result.shape)}], not [{string.Join(", ", fetch.Dims)}].", nameof(fetches));
            TorchWeights.Read(result).CopyTo(fetch.Values);
        }
    }

    public void Dispose() { }

    private int IndexOf(string output)
    {
        int at = 0;
        while (Outputs[at].Name != output) at++;
        return at;
    }
}
