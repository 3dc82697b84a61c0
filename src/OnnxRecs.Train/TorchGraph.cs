using OnnxRecs.Ops;
using OnnxRecs.Pipeline;
using TorchSharp;
using static TorchSharp.torch;

namespace OnnxRecs.Train;

/// <summary>Runs a graph in the training engine, with the weights as they are now: for validation between epochs and for the parity gate.</summary>
public sealed class TorchGraph(IGraph graph, TorchWeights weights) : IModelRunner
{
    public IReadOnlyList<TensorInfo> Inputs => graph.Inputs;

    public TensorInfo Output => graph.Output;

    /// <inheritdoc/>
    public void Run(ReadOnlySpan<Feed> feeds, Memory<float> output, long[] outputDims)
    {
        FeedCheck.Check(Inputs, feeds);
        using DisposeScope scope = NewDisposeScope();
        using IDisposable fixedGraph = no_grad();
        var inputs = new Dictionary<string, Tensor>();
        foreach (ref readonly Feed feed in feeds) inputs.Add(feed.Name, tensor(feed.Values.ToArray(), feed.Dims).to(weights.Device));
        Tensor result = graph.Run(new TorchOps(weights, training: false), new Tensors<Tensor>(inputs));
        if (!result.shape.AsSpan().SequenceEqual(outputDims))
            throw new ArgumentException($"The output has shape [{string.Join(", ", result.shape)}], not [{string.Join(", ", outputDims)}].", nameof(outputDims));
        TorchWeights.Read(result).CopyTo(output);
    }

    public void Dispose() { }
}
