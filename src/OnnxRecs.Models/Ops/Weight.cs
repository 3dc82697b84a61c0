using OnnxRecs.Numerics;

namespace OnnxRecs.Ops;

/// <summary>One learned or fixed array of a model. Holds the values between runs of an engine; row-major.</summary>
public sealed class Weight
{
    internal Weight(string name, int[] shape, float[] values, bool trainable)
    {
        Name = name;
        Shape = shape;
        Values = values;
        Trainable = trainable;
    }

    /// <summary>Unique within the model; also the name in the ONNX file.</summary>
    public string Name { get; }

    public int[] Shape { get; }

    public float[] Values { get; }

    /// <summary>False for what training must not change, such as feature tables.</summary>
    public bool Trainable { get; }
}

/// <summary>The weights of one model: creates them from a seed and keeps names unique.</summary>
public sealed class WeightSet(Rng rng)
{
    private readonly List<Weight> _weights = [];

    public IReadOnlyList<Weight> All => _weights;

    /// <summary>Independent normal values with mean 0.</summary>
    public Weight Normal(string name, double deviation, params int[] shape) => Add(name, shape, true, () => (float)(rng.NextGaussian() * deviation));

    /// <summary>Uniform in plus or minus <paramref name="bound"/>.</summary>
    public Weight Uniform(string name, double bound, params int[] shape) => Add(name, shape, true, () => (float)((2 * rng.NextDouble() - 1) * bound));

    public Weight Zeros(string name, params int[] shape) => Add(name, shape, true, () => 0);

    /// <summary>Values that training does not change; not copied.</summary>
    public Weight Fixed(string name, float[] values, params int[] shape)
    {
        if (values.Length != Size(shape)) throw new ArgumentException($"Weight '{name}' has {values.Length} values for shape [{string.Join(", ", shape)}].", nameof(values));
        return Add(new Weight(name, shape, values, trainable: false));
    }

    private Weight Add(string name, int[] shape, bool trainable, Func<float> value)
    {
        float[] values = new float[Size(shape)];
        for (int i = 0; i < values.Length; i++) values[i] = value();
        return Add(new Weight(name, shape, values, trainable));
    }

    private Weight Add(Weight weight)
    {
        if (_weights.Exists(w => w.Name == weight.Name)) throw new ArgumentException($"Weight '{weight.Name}' exists already.");
        _weights.Add(weight);
        return weight;
    }

    private static int Size(int[] shape) => shape.Aggregate(1, (size, dim) => checked(size * dim));
}
