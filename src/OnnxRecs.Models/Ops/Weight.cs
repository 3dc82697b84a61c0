using OnnxRecs.Numerics;

namespace OnnxRecs.Ops;

/// <summary>One learned or fixed array of a model. Holds the values between runs of an engine; row-major.</summary>
public sealed class Weight
{
    internal Weight(string name, int[] shape, float[] values, WeightKind kind, bool isLazy = false)
    {
        IsLazy = isLazy;
        Name = name;
        Shape = shape;
        Values = values;
        Kind = kind;
    }

    /// <summary>Unique within the model; also the name in the ONNX file.</summary>
    public string Name { get; }

    public int[] Shape { get; }

    public float[] Values { get; }

    public WeightKind Kind { get; }

    /// <summary>A trained table of which a step touches only the rows that it looks up; its loss must not read it whole.</summary>
    public bool IsLazy { get; }
}

/// <summary>What training does with a weight.</summary>
public enum WeightKind
{
    /// <summary>Follows the gradient.</summary>
    Trained,

    /// <summary>Follows the batches, such as a running mean.</summary>
    Statistic,

    /// <summary>Stays, such as a table of features.</summary>
    Fixed,

    /// <summary>Stays, and its values are rows of another table: int64 in the engines. Below 2^24, where float32 holds every whole number.</summary>
    Index,
}

/// <summary>The weights of one model: creates them from a seed and keeps names unique.</summary>
/// <remarks>A weight that no ONNX file can hold is refused with an <see cref="InputException"/> before anything is made of it.</remarks>
public sealed class WeightSet(Rng rng)
{
    // A file ends at 2 GiB.
    private const long MaxValues = int.MaxValue / sizeof(float);
    private readonly List<Weight> _weights = [];

    public IReadOnlyList<Weight> All => _weights;

    /// <summary>Independent normal values with mean 0.</summary>
    public Weight Normal(string name, double deviation, params int[] shape) => Add(name, shape, WeightKind.Trained, () => (float)(rng.NextGaussian() * deviation));

    /// <summary>Rows to look up, independent normal values with mean 0; a step costs only those that it looks up (see <see cref="Weight.IsLazy"/>).</summary>
    public Weight Table(string name, double deviation, int rows, int width) => Table(name, rows, width, () => (float)(rng.NextGaussian() * deviation));

    /// <summary>Rows to look up that begin as 0.</summary>
    public Weight ZeroTable(string name, int rows, int width) => Table(name, rows, width, () => 0);

    /// <summary>Uniform in plus or minus <paramref name="bound"/>.</summary>
    public Weight Uniform(string name, double bound, params int[] shape) => Add(name, shape, WeightKind.Trained, () => (float)((2 * rng.NextDouble() - 1) * bound));

    public Weight Zeros(string name, params int[] shape) => Add(name, shape, WeightKind.Trained, () => 0);

    public Weight Ones(string name, params int[] shape) => Add(name, shape, WeightKind.Trained, () => 1);

    /// <summary>Follows the batches of training; begins with one value everywhere.</summary>
    public Weight Statistic(string name, float value, params int[] shape) => Add(name, shape, WeightKind.Statistic, () => value);

    /// <summary>Zeros that a model fills in when it is fitted.</summary>
    public Weight Fitted(string name, params int[] shape) => Add(name, shape, WeightKind.Fixed, () => 0);

    /// <summary>The same of rows of another table.</summary>
    public Weight FittedIndexes(string name, params int[] shape) => Add(name, shape, WeightKind.Index, () => 0);

    /// <summary>Values that training does not change; not copied.</summary>
    public Weight Fixed(string name, float[] values, params int[] shape)
    {
        if (values.Length != Size(name, shape)) throw new ArgumentException($"Weight '{name}' has {values.Length} values for shape [{string.Join(", ", shape)}].", nameof(values));
        return Add(new Weight(name, shape, values, WeightKind.Fixed));
    }

    /// <summary>Rows of another table, which <see cref="IOps{T}.Lookup"/> gives as indexes.</summary>
    public Weight Indexes(string name, int[] values, params int[] shape)
    {
        if (values.Length != Size(name, shape)) throw new ArgumentException($"Weight '{name}' has {values.Length} values for shape [{string.Join(", ", shape)}].", nameof(values));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(values.Max(), 1 << 24, nameof(values));
        return Add(new Weight(name, shape, Array.ConvertAll(values, value => (float)value), WeightKind.Index));
    }

    private Weight Table(string name, int rows, int width, Func<float> value) => Add(new Weight(name, [rows, width], Filled(name, [rows, width], value), WeightKind.Trained, isLazy: true));

    private Weight Add(string name, int[] shape, WeightKind kind, Func<float> value) => Add(new Weight(name, shape, Filled(name, shape, value), kind));

    private static float[] Filled(string name, int[] shape, Func<float> value)
    {
        float[] values = new float[Size(name, shape)];
        for (int i = 0; i < values.Length; i++) values[i] = value();
        return values;
    }

    private Weight Add(Weight weight)
    {
        if (_weights.Exists(w => w.Name == weight.Name)) throw new ArgumentException($"Weight '{weight.Name}' exists already.");
        _weights.Add(weight);
        return weight;
    }

    private static int Size(string name, int[] shape)
    {
        double size = shape.Aggregate(1.0, (size, dim) => size * dim);
        if (size <= MaxValues) return (int)size;
        throw new InputException(
            $"The table \"{name}\" would be of {string.Join(" x ", shape)} values, more than the 2 GiB that an ONNX file can hold. "
            + "Lower the model's width (such as dim or factors), or leave out rare users and items ($.filter.minPerUser, $.filter.minPerItem).");
    }
}
