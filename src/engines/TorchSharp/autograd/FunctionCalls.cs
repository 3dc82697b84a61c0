using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;

namespace TorchSharp;

/// <summary>Functions that wait for their backward pass: libtorch calls them back by number.</summary>
internal static unsafe class FunctionCalls
{
    private static readonly ConcurrentDictionary<long, (torch.autograd.AutogradContext Context, Func<torch.Tensor, List<torch.Tensor>> Backward)> Waiting = new();
    private static long _last;
    private static volatile ExceptionDispatchInfo? _failure;

    static FunctionCalls() => Native.shim_set_function_callbacks(&Backward, &Release);

    internal static torch.Tensor Join(torch.Tensor result, object[] vars, torch.autograd.AutogradContext context, Func<torch.Tensor, List<torch.Tensor>> backward)
    {
        long key = Interlocked.Increment(ref _last);
        Waiting[key] = (context, backward);
        nint[] inputs = Array.ConvertAll(vars, v => v is torch.Tensor { requires_grad: true } tensor ? tensor.Handle : 0);
        fixed (nint* handles = inputs) return torch.Tensor.Made(Native.shim_function_result(result.Handle, handles, inputs.Length, key), result, vars);
    }

    /// <summary>Throws what a backward pass in C# has thrown, instead of libtorch's word that something did.</summary>
    internal static void ThrowFailure()
    {
        ExceptionDispatchInfo? failure = _failure;
        _failure = null;
        failure?.Throw();
    }

    [UnmanagedCallersOnly]
    private static int Backward(long key, nint gradient, nint* gradients, long count)
    {
        try
        {
            using DisposeScope scope = torch.NewDisposeScope();
            using IDisposable fixedGraph = torch.no_grad();
            List<torch.Tensor> results = Waiting[key].Backward(torch.Tensor.Adopt(gradient));
            for (int i = 0; i < count && i < results.Count; i++)
            {
                if (results[i] is not null) gradients[i] = Native.Check(Native.shim_detach(results[i].Handle));
            }
            return 1;
        }
        catch (Exception e)
        {
            _failure = ExceptionDispatchInfo.Capture(e);
            return 0;
        }
    }

    [UnmanagedCallersOnly]
    private static void Release(long key)
    {
        if (Waiting.TryRemove(key, out (torch.autograd.AutogradContext Context, Func<torch.Tensor, List<torch.Tensor>>) call)) call.Context.Dispose();
    }
}
