using OnnxRecs.Ops;

namespace OnnxRecs.Layers;

/// <summary>Fully connected layers, each followed by batch normalisation, a rectifier and dropout.</summary>
/// <remarks>Initialised uniformly after Glorot and Bengio (2010). The layers have no bias of their own: batch normalisation takes away the mean, and brings one.</remarks>
public sealed class NormedMlp
{
    private readonly Weight[] _weights;
    private readonly BatchNormWeights[] _norms;
    private readonly double[] _dropout;

    /// <param name="weights">Takes the layers' weights, named "prefix.i.weight" and "prefix.i.norm".</param>
    /// <param name="prefix">Name of the stack.</param>
    /// <param name="inputs">Width of the input.</param>
    /// <param name="widths">Width of each layer.</param>
    /// <param name="dropout">Share that is dropped after each of the first layers; none after the others.</param>
    public NormedMlp(WeightSet weights, string prefix, int inputs, int[] widths, double[] dropout)
    {
        _dropout = dropout;
        _weights = new Weight[widths.Length];
        _norms = new BatchNormWeights[widths.Length];
        for (int i = 0; i < widths.Length; i++)
        {
            int width = i == 0 ? inputs : widths[i - 1];
            _weights[i] = weights.Uniform($"{prefix}.{i}.weight", Math.Sqrt(6.0 / (width + widths[i])), width, widths[i]);
            _norms[i] = BatchNormWeights.Create(weights, $"{prefix}.{i}.norm", widths[i]);
        }
    }

    /// <summary>x [.., inputs] to [.., last width]</summary>
    public T Apply<T>(IOps<T> ops, T x)
    {
        for (int i = 0; i < _weights.Length; i++)
        {
            x = ops.Relu(ops.BatchNorm(ops.MatMul(x, ops.Weight(_weights[i])), _norms[i]));
            if (i < _dropout.Length) x = ops.Dropout(x, _dropout[i]);
        }
        return x;
    }
}
