namespace TorchSharp.Utils;

/// <summary>The elements of a tensor on the CPU, in the order of its dimensions whatever its strides are.</summary>
public sealed unsafe class TensorAccessor<T> where T : unmanaged
{
    private readonly torch.Tensor _tensor;

    internal TensorAccessor(torch.Tensor tensor) => _tensor = tensor;

    public T[] ToArray()
    {
        using torch.Tensor ordered = Ordered();
        T[] copy = Elements(ordered).ToArray();
        return copy;
    }

    // Another handle on the same memory when that is in order already.
    private torch.Tensor Ordered() => _tensor.contiguous();

    private static Span<T> Elements(torch.Tensor ordered) => new(Native.shim_data(ordered.Handle), checked((int)ordered.numel()));
}
