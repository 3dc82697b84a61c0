using System.Numerics.Tensors;
using static OnnxRecs.Train.Kernels.CpuTensor;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace OnnxRecs.Train.Kernels;

/// <summary><see cref="Ops.ITrainOps{T}.SigmoidLoss"/> on the CPU: loss and gradient in one pass, where the engine makes ten.</summary>
internal sealed class SigmoidLossFunction : autograd.SingleTensorFunction<SigmoidLossFunction>
{
    private const int Block = 1024;

    public override string Name => "sigmoid loss";

    /// <summary>Arguments: logits, labels of the same shape.</summary>
    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
    {
        Tensor logits = ((Tensor)vars[0]).contiguous(), labels = ((Tensor)vars[1]).contiguous();
        Tensor gradient = empty(logits.shape);
        ReadOnlySpan<float> all = Floats(logits), wanted = Floats(labels);
        Span<float> pulls = Floats(gradient), work = stackalloc float[Block];
        double sum = 0;
        for (int from = 0; from < all.Length; from += Block)
        {
            int count = Math.Min(Block, all.Length - from);
            ReadOnlySpan<float> x = all.Slice(from, count), y = wanted.Slice(from, count);
            Span<float> part = work[..count], pull = pulls.Slice(from, count);
            // max(x, 0) - x y + log(1 + exp(-|x|)) neither overflows nor loses digits.
            TensorPrimitives.Abs(x, part);
            TensorPrimitives.Negate<float>(part, part);
            TensorPrimitives.Exp<float>(part, part);
            TensorPrimitives.LogP1<float>(part, part);
            TensorPrimitives.Max(x, 0, pull);
            sum += TensorPrimitives.Sum<float>(part) + TensorPrimitives.Sum<float>(pull) - TensorPrimitives.Dot(x, y);
            TensorPrimitives.Sigmoid(x, pull);
            TensorPrimitives.Subtract(pull, y, pull);
            TensorPrimitives.Multiply(pull, 1f / all.Length, pull);
        }
        ctx.save_for_backward([gradient]);
        return tensor((float)(sum / all.Length));
    }

    public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output) => [ctx.get_saved_variables()[0].mul(grad_output), null!];
}
