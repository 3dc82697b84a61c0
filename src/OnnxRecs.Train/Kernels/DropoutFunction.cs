using static OnnxRecs.Train.Kernels.CpuTensor;
using static TorchSharp.torch;

namespace OnnxRecs.Train.Kernels;

/// <summary>Dropout on the CPU without a stored mask: the engine's own draws one number after the other.</summary>
internal sealed class DropoutFunction : autograd.SingleTensorFunction<DropoutFunction>
{
    private const int Block = 1 << 16; // values that a thread takes at a time

    public override string Name => "dropout";

    /// <summary>Arguments: x, a <see cref="DropoutMask"/>.</summary>
    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
    {
        ctx.save_data("mask", vars[1]);
        return Apply((Tensor)vars[0], (DropoutMask)vars[1]);
    }

    public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output) => [Apply(grad_output, (DropoutMask)ctx.get_data("mask")), null!];

    private static Tensor Apply(Tensor x, DropoutMask mask)
    {
        Tensor source = x.contiguous();
        Tensor target = empty(source.shape);
        int count = checked((int)source.numel());
        Parallel.For(0, (count + Block - 1) / Block, new ParallelOptions { MaxDegreeOfParallelism = TorchDevice.Threads }, block =>
        {
            Range part = (block * Block)..Math.Min(count, (block + 1) * Block);
            mask.Apply((uint)(block * Block), Floats(source)[part], Floats(target)[part]);
        });
        return target;
    }
}
