using OnnxRecs.Ops;

namespace OnnxRecs.Layers;

/// <summary>Fully connected layers with a rectifier after each but, if asked, the last.</summary>
/// <remarks>Initialised uniformly after Glorot and Bengio (2010), biases zero.</remarks>
public sealed class Mlp
{
    private readonly (Weight Weight, Weight Bias)[] _layers;
    private readonly bool _linearEnd;

    /// <param name="weights">Takes the layers' weights, named "prefix.i.weight" and "prefix.i.bias".</param>
    /// <param name="prefix">Name of the stack.</param>
    /// <param name="inputs">Width of the input.</param>
    /// <param name="widths">Width of each layer.</param>
    /// <param name="linearEnd">The last layer has no rectifier.</param>
    public Mlp(WeightSet weights, string prefix, int inputs, int[] widths, bool linearEnd)
    {
        _linearEnd = linearEnd;
        _layers = new (Weight, Weight)[widths.Length];
        for (int i = 0; i < widths.Length; i++)
        {
            int width = i == 0 ? inputs : widths[i - 1];
            _layers[i] = (weights.Uniform($"{prefix}.{i}.weight", Math.Sqrt(6.0 / (width + widths[i])), width, widths[i]), weights.Zeros($"{prefix}.{i}.bias", widths[i]));
        }
    }

    /// <summary>x [.., inputs] to [.., last width]</summary>
    public T Apply<T>(IOps<T> ops, T x)
    {
        for (int i = 0; i < _layers.Length; i++)
        {
            (Weight weight, Weight bias) = _layers[i];
            x = i == _layers.Length - 1 && _linearEnd ? ops.Linear(x, weight, bias) : ops.LinearRelu(x, weight, ops.Weight(bias));
        }
        return x;
    }
}
