namespace OnnxRecs.Ops;

/// <summary>A plain array with a shape. Integers and booleans are held as doubles too: this is the reference, not the engine.</summary>
public sealed class ArrayTensor
{
    public ArrayTensor(double[] values, params int[] dims)
    {
        int size = dims.Aggregate(1, (a, b) => a * b);
        if (values.Length != size) throw new ArgumentException($"{values.Length} values do not fill [{string.Join(", ", dims)}].", nameof(values));
        Values = values;
        Dims = dims;
    }

    public double[] Values { get; }

    public int[] Dims { get; }

    public int Rank => Dims.Length;

    public static ArrayTensor From(IEnumerable<long> values, params int[] dims) => new([.. values.Select(v => (double)v)], dims);

    public static ArrayTensor From(IEnumerable<float> values, params int[] dims) => new([.. values.Select(v => (double)v)], dims);

    public override string ToString() => $"[{string.Join(", ", Dims)}]";
}
