namespace TorchSharp;

public static unsafe partial class torch
{
    /// <summary>The tensors one after the other along a dimension. A single tensor comes back as it is.</summary>
    public static Tensor cat(IList<Tensor> tensors, long dim = 0)
    {
        if (tensors.Count == 0) throw new ArgumentException("cat needs a tensor", nameof(tensors));
        if (tensors.Count == 1) return tensors[0];
        fixed (nint* handles = Handles(tensors)) return Tensor.Made(Native.shim_cat(handles, tensors.Count, dim), tensors);
    }

    /// <summary>Elements of x where the condition holds, of y elsewhere.</summary>
    public static Tensor where(Tensor condition, Tensor x, Tensor y) => Tensor.Made(Native.shim_where(condition.Handle, x.Handle, y.Handle), condition, x, y);

    /// <summary>The tensors side by side along a new dimension.</summary>
    public static Tensor stack(IEnumerable<Tensor> tensors, long dim = 0)
    {
        Tensor[] list = [.. tensors];
        fixed (nint* handles = Handles(list)) return Tensor.Made(Native.shim_stack(handles, list.Length, dim), list);
    }

    /// <summary>beta · input + alpha · mat1 mat2.</summary>
    public static Tensor addmm(Tensor input, Tensor mat1, Tensor mat2, float beta, float alpha) =>
        Tensor.Made(Native.shim_addmm(input.Handle, mat1.Handle, mat2.Handle, beta, alpha), input, mat1, mat2);

    private static nint[] Handles(IList<Tensor> tensors)
    {
        var handles = new nint[tensors.Count];
        for (int i = 0; i < handles.Length; i++) handles[i] = tensors[i].Handle;
        return handles;
    }
}
