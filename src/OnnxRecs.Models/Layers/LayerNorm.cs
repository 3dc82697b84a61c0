using OnnxRecs.Ops;

namespace OnnxRecs.Layers;

/// <summary>Layer normalisation that begins as the plain one: factor 1, offset 0.</summary>
public sealed class LayerNorm(WeightSet weights, string prefix, int width)
{
    private readonly Weight _gain = weights.Ones($"{prefix}.gain", width);
    private readonly Weight _bias = weights.Zeros($"{prefix}.bias", width);

    /// <summary>x [.., width] to the same shape.</summary>
    public T Apply<T>(IOps<T> ops, T x) => ops.LayerNorm(x, _gain, _bias);
}
