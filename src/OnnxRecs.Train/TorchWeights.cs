using OnnxRecs.Ops;
using TorchSharp;
using static TorchSharp.torch;

namespace OnnxRecs.Train;

/// <summary>A model's weights as tensors on a device.</summary>
public sealed class TorchWeights : IDisposable
{
    private readonly Dictionary<Weight, Tensor> _tensors = [];

    public TorchWeights(IEnumerable<Weight> weights, Device device)
    {
        Device = device;
        using DisposeScope scope = NewDisposeScope();
        foreach (Weight weight in weights)
        {
            long[] dims = Array.ConvertAll(weight.Shape, d => (long)d);
            Tensor onHost = weight.Kind == WeightKind.Index ? tensor(Array.ConvertAll(weight.Values, v => (long)v), dims) : tensor(weight.Values, dims);
            Tensor value = onHost.to(device).clone().DetachFromDisposeScope();
            _tensors.Add(weight, weight.Kind == WeightKind.Trained ? value.requires_grad_() : value);
        }
    }

    public Device Device { get; }

    public Tensor this[Weight weight] => _tensors[weight];

    /// <summary>Those that follow the gradient, in the model's order.</summary>
    public IEnumerable<(Weight Weight, Tensor Tensor)> Trained => _tensors.Where(t => t.Key.Kind == WeightKind.Trained).Select(t => (t.Key, t.Value));

    /// <summary>Those and the running statistics.</summary>
    public IEnumerable<(Weight Weight, Tensor Tensor)> Changing => _tensors.Where(t => t.Key.Kind is WeightKind.Trained or WeightKind.Statistic).Select(t => (t.Key, t.Value));

    /// <summary>Values of a weight as they are now.</summary>
    public float[] Read(Weight weight) => Read(_tensors[weight]);

    public static float[] Read(Tensor tensor)
    {
        using DisposeScope scope = NewDisposeScope();
        return tensor.detach().cpu().contiguous().data<float>().ToArray();
    }

    /// <summary>Overwrites a tensor with values from the host.</summary>
    public static void Write(Tensor target, float[] values)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable fixedGraph = no_grad();
        target.copy_(tensor(values, target.shape));
    }

    public void Dispose()
    {
        foreach (Tensor tensor in _tensors.Values) tensor.Dispose();
    }
}
