namespace TorchSharp;

public static partial class torch
{
    /// <summary>Element types of tensors; the values are libtorch's.</summary>
    public enum ScalarType : sbyte
    {
        Byte = 0,
        Int8 = 1,
        Int16 = 2,
        Int32 = 3,
        Int64 = 4,
        Float16 = 5,
        Float32 = 6,
        Float64 = 7,
        Bool = 11,
        BFloat16 = 15,
    }

    public static ScalarType uint8 => ScalarType.Byte;

    public static ScalarType int32 => ScalarType.Int32;

    public static ScalarType int64 => ScalarType.Int64;

    public static ScalarType float32 => ScalarType.Float32;

    public static ScalarType float64 => ScalarType.Float64;

    public static ScalarType @bool => ScalarType.Bool;
}
