namespace TorchSharp;

/// <summary>PyTorch's functions and types, under PyTorch's names: <c>using static TorchSharp.torch;</c>.</summary>
public static partial class torch
{
    /// <summary>A new innermost scope for the tensors made on this thread.</summary>
    public static DisposeScope NewDisposeScope() => new();

    /// <summary>Operations on this thread record no derivatives until the result is disposed.</summary>
    public static IDisposable no_grad() => new GradientsOff();

    public static void set_num_threads(int num) => Native.Check(Native.shim_set_num_threads(num));

    /// <summary>libtorch's own random numbers.</summary>
    public static class random
    {
        public static void manual_seed(long seed) => Native.Check(Native.shim_manual_seed(seed));
    }

    private sealed class GradientsOff : IDisposable
    {
        private readonly int _before = Native.shim_grad_enabled();

        public GradientsOff() => Native.shim_enable_grad(0);

        public void Dispose() => Native.shim_enable_grad(_before);
    }
}
