using OnnxRecs.Ops;
using OnnxRecs.Pipeline;

namespace OnnxRecs.NativeTests.Models;

/// <summary>A graph run in the reference op set, with the model's weights as they are: what the engines must agree with.</summary>
internal sealed class ArrayGraph(IGraph graph) : IModelRunner
{
    public IReadOnlyList<TensorInfo> Inputs => graph.Inputs;

    public TensorInfo Output => graph.Output;

    public void Run(ReadOnlySpan<Feed> feeds, Memory<float> output, long[] outputDims)
    {
        var inputs = new Dictionary<string, ArrayTensor>();
        foreach (ref readonly Feed feed in feeds) inputs.Add(feed.Name, ArrayTensor.From(feed.Values.ToArray(), Array.ConvertAll(feed.Dims, dim => (int)dim)));
        ArrayTensor result = graph.Run(new ArrayOps(), new Tensors<ArrayTensor>(inputs));
        Assert.Equal(outputDims, Array.ConvertAll(result.Dims, dim => (long)dim));
        Array.ConvertAll(result.Values, value => (float)value).CopyTo(output);
    }

    public void Dispose() { }
}
