using System.Runtime.InteropServices;

namespace TorchSharp;

/// <summary>A number on its way to the shim: the bits of a double (kind 0) or an integer (1).</summary>
internal readonly record struct Number(long Bits, long Kind);

/// <summary>The shim's functions, one line each, and the check of what they return.</summary>
internal static unsafe partial class Native
{
    internal const string Library = "torchshim";

    static Native() => NativeLibrary.SetDllImportResolver(typeof(Native).Assembly, ShimLibrary.Load);

    internal static void Check(int worked)
    {
        if (worked == 0) Throw();
    }

    internal static nint Check(nint handle)
    {
        if (handle == 0) Throw();
        return handle;
    }

    internal static void Throw() => throw new ExternalException(Marshal.PtrToStringUTF8((nint)shim_last_error()));

    [LibraryImport(Library)] internal static partial byte* shim_last_error();
    [LibraryImport(Library)] internal static partial void shim_free(nint a);

    // These only read a field: not worth telling the garbage collector.
    [SuppressGCTransition, LibraryImport(Library)] internal static partial long shim_dim(nint a);
    [SuppressGCTransition, LibraryImport(Library)] internal static partial long shim_numel(nint a);
    [SuppressGCTransition, LibraryImport(Library)] internal static partial int shim_dtype(nint a);
    [SuppressGCTransition, LibraryImport(Library)] internal static partial int shim_device_type(nint a);
    [SuppressGCTransition, LibraryImport(Library)] internal static partial int shim_device_index(nint a);
    [SuppressGCTransition, LibraryImport(Library)] internal static partial int shim_requires_grad(nint a);
    [SuppressGCTransition, LibraryImport(Library)] internal static partial int shim_is_contiguous(nint a);
    [SuppressGCTransition, LibraryImport(Library)] internal static partial void shim_sizes(nint a, long* sizes);

    [LibraryImport(Library)] internal static partial void* shim_data(nint a);
    [LibraryImport(Library)] internal static partial nint shim_from_data(void* data, long bytes, int source, long* sizes, long rank, int type, int device, int device_index, int grad);
    [LibraryImport(Library)] internal static partial nint shim_from_memory(void* data, long* sizes, long rank, int type, delegate* unmanaged<nint, void> release, nint owner);
    [LibraryImport(Library)] internal static partial nint shim_create(int filling, long* sizes, long rank, int type, int device, int device_index, int grad);
    [LibraryImport(Library)] internal static partial nint shim_arange(Number stop, int type, int device, int device_index, int grad);
    [LibraryImport(Library)] internal static partial nint shim_randn_like(nint a);
    [LibraryImport(Library)] internal static partial nint shim_to_type(nint a, int type);
    [LibraryImport(Library)] internal static partial nint shim_to_device(nint a, int type, int index);
    [LibraryImport(Library)] internal static partial nint shim_contiguous(nint a);
    [LibraryImport(Library)] internal static partial nint shim_clone(nint a);
    [LibraryImport(Library)] internal static partial nint shim_detach(nint a);

    [LibraryImport(Library)] internal static partial int shim_set_requires_grad(nint a, int on);
    [LibraryImport(Library)] internal static partial int shim_backward(nint a);
    [LibraryImport(Library)] internal static partial nint shim_grad(nint a);
    [LibraryImport(Library)] internal static partial int shim_set_grad(nint a, nint grad);
    [LibraryImport(Library)] internal static partial int shim_grad_enabled();
    [LibraryImport(Library)] internal static partial void shim_enable_grad(int on);

    [LibraryImport(Library)] internal static partial void shim_set_function_callbacks(delegate* unmanaged<long, nint, nint*, long, int> backward, delegate* unmanaged<long, void> release);
    [LibraryImport(Library)] internal static partial nint shim_function_result(nint result, nint* inputs, long count, long key);

    [LibraryImport(Library)] internal static partial int shim_manual_seed(long seed);
    [LibraryImport(Library)] internal static partial int shim_set_num_threads(int count);
    [LibraryImport(Library)] internal static partial int shim_cuda_is_available();
}
