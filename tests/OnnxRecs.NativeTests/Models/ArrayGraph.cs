using OnnxRecs.Ops;
using OnnxRecs.Pipeline;

namespace OnnxRecs.NativeTests.Models;

/// <summary>A graph run in the reference op set, with the model's weights as they are: what the engines must agree with.</summary>
internal sealed class ArrayGraph(IGraph graph) : IModelRunner
{
    public IReadOnlyList<TensorInfo> Inputs => graph.Inputs;

    public IReadOnlyList<TensorInfo> Outputs => graph.Outputs;

    public void Run(ReadOnlySpan<Feed> feeds, ReadOnlySpan<Fetch> fetches, CancellationToken cancel = default)
    {
        var inputs = new Dictionary<string, ArrayTensor>();
        foreach (ref readonly Feed feed in feeds) inputs.Add(feed.Name, ArrayTensor.From(feed.Values.ToArray(), Array.ConvertAll(feed.Dims, dim => (int)dim)));
        Dictionary<string, ArrayTensor> results = graph.Outputs.Zip(graph.RunAll(new ArrayOps(), new Tensors<ArrayTensor>(inputs))).ToDictionary(pair => pair.First.Name, pair => pair.Second);
        foreach (Fetch fetch in fetches)
        {
            Assert.Equal(fetch.Dims, Array.ConvertAll(results[fetch.Name].Dims, dim => (long)dim));
            Array.ConvertAll(results[fetch.Name].Values, value => (float)value).CopyTo(fetch.Values);
        }
    }

    public void Dispose() { }
}
