namespace TorchSharp;

/// <summary>A number as an operand: every numeric type and bool convert to it by themselves.</summary>
public sealed class Scalar : IDisposable
{
    private Scalar(double value) => Number = new Number(BitConverter.DoubleToInt64Bits(value), 0);

    private Scalar(long value) => Number = new Number(value, 1);

    private Scalar(bool value) => Number = new Number(value ? 1 : 0, 2);

    internal Number Number { get; }

    public static implicit operator Scalar(float value) => new(value);

    public static implicit operator Scalar(double value) => new(value);

    public static implicit operator Scalar(int value) => new(value);

    public static implicit operator Scalar(long value) => new(value);

    public static implicit operator Scalar(bool value) => new(value);

    /// <summary>Nothing to free here; TorchSharp's own has a native twin.</summary>
    public void Dispose()
    {
    }
}
