namespace OnnxRecs.Numerics;

/// <summary>Rows of equal length in one array: [Count, Dim].</summary>
public sealed class VectorTable
{
    private readonly float[] _values;

    /// <param name="values">Row after row; not copied.</param>
    /// <exception cref="ArgumentException">The length is no multiple of <paramref name="dim"/>.</exception>
    public VectorTable(float[] values, int dim)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(dim);
        if (values.Length % dim != 0) throw new ArgumentException($"{values.Length} values are not a whole number of rows of {dim}.", nameof(values));
        _values = values;
        Dim = dim;
    }

    public int Dim { get; }

    public int Count => _values.Length / Dim;

    public ReadOnlySpan<float> this[int row] => _values.AsSpan(row * Dim, Dim);

    public float[] Values => _values;
}
