using System.Runtime.InteropServices;

namespace TorchSharp;

public static unsafe partial class torch
{
    // Numbered as in the shim.
    private enum Filling
    {
        Zeros,
        Ones,
        Empty,
    }

    public static Tensor tensor(float scalar, Device? device = null, bool requires_grad = false) =>
        Copied([scalar], [], ScalarType.Float32, null, device, requires_grad);

    public static Tensor tensor(long scalar, Device? device = null, bool requires_grad = false) =>
        Copied([scalar], [], ScalarType.Int64, null, device, requires_grad);

    public static Tensor tensor(float[] rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Copied<float>(rawArray, dimensions, ScalarType.Float32, dtype, device, requires_grad);

    public static Tensor tensor(long[] rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Copied<long>(rawArray, dimensions, ScalarType.Int64, dtype, device, requires_grad);

    /// <summary>The memory of the array itself, which stays where it is as long as the tensor, or one that shares its memory, lives.</summary>
    public static Tensor from_array(Array rawArray)
    {
        ScalarType type = rawArray switch
        {
            float[] => ScalarType.Float32,
            double[] => ScalarType.Float64,
            long[] => ScalarType.Int64,
            _ => throw new NotSupportedException($"a tensor over {rawArray.GetType().Name}"),
        };
        GCHandle pin = GCHandle.Alloc(rawArray, GCHandleType.Pinned);
        long count = rawArray.LongLength;
        nint handle = Native.shim_from_memory((void*)pin.AddrOfPinnedObject(), &count, 1, (int)type, &Unpin, GCHandle.ToIntPtr(pin));
        if (handle == 0) pin.Free();
        return Tensor.Adopt(Native.Check(handle));
    }

    [UnmanagedCallersOnly]
    private static void Unpin(nint pin) => GCHandle.FromIntPtr(pin).Free();

    public static Tensor zeros(ReadOnlySpan<long> size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Filled(Filling.Zeros, size, dtype, device, requires_grad);

    public static Tensor ones(ReadOnlySpan<long> size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Filled(Filling.Ones, size, dtype, device, requires_grad);

    /// <summary>With whatever the memory holds.</summary>
    public static Tensor empty(ReadOnlySpan<long> size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Filled(Filling.Empty, size, dtype, device, requires_grad);

    public static Tensor zeros_like(Tensor input, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Filled(Filling.Zeros, input.shape, dtype ?? input.dtype, device ?? input.device, requires_grad);

    /// <summary>Independent standard normal values.</summary>
    public static Tensor randn_like(Tensor input) => Tensor.Made(Native.shim_randn_like(input.Handle), input);

    public static Tensor arange(Scalar stop, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
    {
        device ??= CPU;
        nint handle = Native.shim_arange(stop.Number, Tensor.Code(dtype), (int)device.type, device.index, requires_grad ? 1 : 0);
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
