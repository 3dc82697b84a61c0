namespace TorchSharp;

public static unsafe partial class torch
{
    // Numbered as in the shim.
    private enum Filling
    {
        Zeros,
        Ones,
        Normal,
        Uniform,
    }

    public static Tensor tensor(float scalar, Device? device = null, bool requires_grad = false) =>
        Copied([scalar], [], ScalarType.Float32, null, device, requires_grad);

    public static Tensor tensor(long scalar, Device? device = null, bool requires_grad = false) =>
        Copied([scalar], [], ScalarType.Int64, null, device, requires_grad);

    public static Tensor tensor(float[] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Copied<float>(rawArray, [rawArray.Length], ScalarType.Float32, dtype, device, requires_grad);

    public static Tensor tensor(float[] rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Copied<float>(rawArray, dimensions, ScalarType.Float32, dtype, device, requires_grad);

    public static Tensor tensor(double[] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Copied<double>(rawArray, [rawArray.Length], ScalarType.Float64, dtype, device, requires_grad);

    public static Tensor tensor(double[] rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Copied<double>(rawArray, dimensions, ScalarType.Float64, dtype, device, requires_grad);

    public static Tensor tensor(long[] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Copied<long>(rawArray, [rawArray.Length], ScalarType.Int64, dtype, device, requires_grad);

    public static Tensor tensor(long[] rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Copied<long>(rawArray, dimensions, ScalarType.Int64, dtype, device, requires_grad);

    public static Tensor tensor(bool[] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Copied<bool>(rawArray, [rawArray.Length], ScalarType.Bool, dtype, device, requires_grad);

    public static Tensor tensor(bool[] rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Copied<bool>(rawArray, dimensions, ScalarType.Bool, dtype, device, requires_grad);

    public static Tensor zeros(long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Filled(Filling.Zeros, size, dtype, device, requires_grad);

    public static Tensor zeros(ReadOnlySpan<long> size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Filled(Filling.Zeros, size, dtype, device, requires_grad);

    public static Tensor zeros(long size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Filled(Filling.Zeros, [size], dtype, device, requires_grad);

    public static Tensor zeros(long rows, long columns, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Filled(Filling.Zeros, [rows, columns], dtype, device, requires_grad);

    public static Tensor ones(long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Filled(Filling.Ones, size, dtype, device, requires_grad);

    public static Tensor ones(ReadOnlySpan<long> size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Filled(Filling.Ones, size, dtype, device, requires_grad);

    public static Tensor ones(long size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Filled(Filling.Ones, [size], dtype, device, requires_grad);

    public static Tensor ones(long rows, long columns, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Filled(Filling.Ones, [rows, columns], dtype, device, requires_grad);

    /// <summary>Standard normal numbers of libtorch's own generator.</summary>
    public static Tensor randn(long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Filled(Filling.Normal, size, dtype, device, requires_grad);

    public static Tensor randn(long size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Filled(Filling.Normal, [size], dtype, device, requires_grad);

    public static Tensor randn(long rows, long columns, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Filled(Filling.Normal, [rows, columns], dtype, device, requires_grad);

    /// <summary>Numbers from 0 to below 1 of libtorch's own generator.</summary>
    public static Tensor rand(long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Filled(Filling.Uniform, size, dtype, device, requires_grad);

    public static Tensor zeros_like(Tensor input, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Filled(Filling.Zeros, input.shape, dtype ?? input.dtype, device ?? input.device, requires_grad);

    public static Tensor ones_like(Tensor input, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Filled(Filling.Ones, input.shape, dtype ?? input.dtype, device ?? input.device, requires_grad);

    public static Tensor randn_like(Tensor input, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Filled(Filling.Normal, input.shape, dtype ?? input.dtype, device ?? input.device, requires_grad);

    public static Tensor full_like(Tensor input, Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
    {
        device ??= input.device;
        nint handle = Native.shim_full_like(
            input.Handle, value.Number, (int)(dtype ?? input.dtype), (int)device.type, device.index, requires_grad ? 1 : 0);
        return Tensor.Made(handle, input);
    }

    public static Tensor arange(Scalar stop, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        arange(0L, stop, 1L, dtype, device, requires_grad);

    public static Tensor arange(Scalar start, Scalar stop, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        arange(start, stop, 1L, dtype, device, requires_grad);

    public static Tensor arange(Scalar start, Scalar stop, Scalar step, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
    {
        device ??= CPU;
        nint handle = Native.shim_arange(
            start.Number, stop.Number, step.Number, Tensor.Code(dtype), (int)device.type, device.index, requires_grad ? 1 : 0);
        return Tensor.Adopt(Native.Check(handle));
    }

    private static Tensor Filled(Filling filling, ReadOnlySpan<long> size, ScalarType? dtype, Device? device, bool requires_grad)
    {
        device ??= CPU;
        fixed (long* sizes = size)
        {
            nint handle = Native.shim_create(
                (int)filling, sizes, size.Length, (int)(dtype ?? ScalarType.Float32), (int)device.type, device.index, requires_grad ? 1 : 0);
            return Tensor.Adopt(Native.Check(handle));
        }
    }

    private static Tensor Copied<T>(
        ReadOnlySpan<T> data, ReadOnlySpan<long> dimensions, ScalarType source, ScalarType? dtype, Device? device, bool requires_grad)
        where T : unmanaged
    {
        device ??= CPU;
        long count = 1;
        foreach (long size in dimensions) count *= size;
        if (count != data.Length) throw new ArgumentException($"{data.Length} values for the shape [{string.Join(", ", dimensions.ToArray())}]");
        fixed (T* values = data)
        fixed (long* sizes = dimensions)
        {
            nint handle = Native.shim_from_data(
                values, (long)data.Length * sizeof(T), (int)source, sizes, dimensions.Length, (int)(dtype ?? source), (int)device.type, device.index, requires_grad ? 1 : 0);
            return Tensor.Adopt(Native.Check(handle));
        }
    }
}
