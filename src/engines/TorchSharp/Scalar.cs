namespace TorchSharp;

/// <summary>A number as an operand: the numeric types convert to it by themselves.</summary>
public sealed class Scalar
{
    private Scalar(double value) => Number = new Number(BitConverter.DoubleToInt64Bits(value), 0);

    private Scalar(long value) => Number = new Number(value, 1);

    internal Number Number { get; }

    public static implicit operator Scalar(double value) => new(value);

    public static implicit operator Scalar(int value) => new(value);

    public static implicit operator Scalar(long value) => new(value);
}
