using System.Numerics.Tensors;
using OnnxRecs.Numerics;
using static OnnxRecs.Train.Kernels.CpuTensor;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace OnnxRecs.Train.Kernels;

/// <summary>All steps of <see cref="Ops.IOps{T}.Gru"/> on the CPU: a few sequences at a time, whose state stays in the cache from the first step to the last.</summary>
/// <remarks>
/// Arguments are the products of the inputs [B, L, 3H], the recurrent weights [H, 3H] and their bias [3H]. Gates stand in the order reset, update, new. Cost: B * L * 3 H^2 multiply-adds
/// forward, twice that backward; memory: 5 H values for each step, for the backward pass.
/// </remarks>
internal sealed class GruFunction : autograd.SingleTensorFunction<GruFunction>
{
    private const int SequencesAtOnce = 16;

    public override string Name => "gru";

    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
    {
        Tensor inputs = ((Tensor)vars[0]).contiguous(), recurrent = ((Tensor)vars[1]).contiguous(), bias = ((Tensor)vars[2]).contiguous();
        (int batch, int length, int hidden) = ((int)inputs.size(0), (int)inputs.size(1), (int)recurrent.size(0));
        Tensor states = empty([batch, length, hidden]);
        Tensor gates = empty([batch, length, 4 * hidden]); // reset, update, new, and what the state gave to new
        float[] weights = Padded(Floats(recurrent), hidden, 3 * hidden);
        ForEachGroup(batch, (first, count) => Forward(first, count, length, hidden, inputs, weights, bias, states, gates));
        ctx.save_for_backward([recurrent, states, gates]);
        return states;
    }

    public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
    {
        List<Tensor> saved = ctx.get_saved_variables();
        (Tensor recurrent, Tensor states, Tensor gates) = (saved[0], saved[1], saved[2]);
        Tensor pulls = grad_output.contiguous();
        (int batch, int length, int hidden) = ((int)states.size(0), (int)states.size(1), (int)states.size(2));
        Tensor forInputs = empty([batch, length, 3 * hidden]), forProducts = empty([batch, length, 3 * hidden]);
        float[] across = Padded(Floats(recurrent.t().contiguous()), 3 * hidden, hidden);
        ForEachGroup(batch, (first, count) => Backward(first, count, length, hidden, pulls, across, states, gates, forInputs, forProducts));
        Tensor before = zeros_like(states);
        if (length > 1) before.narrow(1, 1, length - 1).copy_(states.narrow(1, 0, length - 1));
        Tensor products = forProducts.reshape(-1, 3 * hidden);
        return [forInputs, before.reshape(-1, hidden).t().matmul(products), products.sum(0L)];
    }

    private static void Forward(int first, int count, int length, int hidden, Tensor inputs, float[] weights, Tensor bias, Tensor states, Tensor gates)
    {
        int width = MatrixProduct.Padded(3 * hidden);
        float[] state = new float[count * hidden], products = new float[count * width];
        ReadOnlySpan<float> offsets = Floats(bias), given = Floats(inputs);
        Span<float> all = Floats(states), kept = Floats(gates);
        for (int step = 0; step < length; step++)
        {
            MatrixProduct.Multiply(count, hidden, width, state, hidden, 1, weights, width, products, width);
            for (int row = 0; row < count; row++)
            {
                int at = (first + row) * length + step;
                ReadOnlySpan<float> input = given.Slice(at * 3 * hidden, 3 * hidden);
                Span<float> product = products.AsSpan(row * width, 3 * hidden);
                Span<float> open = kept.Slice(at * 4 * hidden, 2 * hidden), fresh = kept.Slice((at * 4 + 2) * hidden, hidden), fromState = kept.Slice((at * 4 + 3) * hidden, hidden);
                Span<float> own = state.AsSpan(row * hidden, hidden);
                TensorPrimitives.Add(product, offsets, product);
                product[(2 * hidden)..].CopyTo(fromState);
                TensorPrimitives.Add(product[..(2 * hidden)], input[..(2 * hidden)], open);
                TensorPrimitives.Sigmoid<float>(open, open);
                TensorPrimitives.MultiplyAdd(open[..hidden], fromState, input[(2 * hidden)..], fresh);
                TensorPrimitives.Tanh<float>(fresh, fresh);
                TensorPrimitives.Subtract(own, fresh, own);
                TensorPrimitives.MultiplyAdd(open[hidden..], own, fresh, own); // (1 - z) n + z h
                own.CopyTo(all.Slice(at * hidden, hidden));
            }
        }
    }

    private static void Backward(
        int first, int count, int length, int hidden, Tensor pulls, float[] across, Tensor states, Tensor gates, Tensor forInputs, Tensor forProducts)
    {
        int width = MatrixProduct.Padded(hidden);
        float[] carried = new float[count * width], slopes = new float[count * 3 * hidden], zeros = new float[hidden];
        ReadOnlySpan<float> all = Floats(states), kept = Floats(gates), given = Floats(pulls);
        Span<float> toInputs = Floats(forInputs), toProducts = Floats(forProducts);
        for (int step = length - 1; step >= 0; step--)
        {
            for (int row = 0; row < count; row++)
            {
                int at = (first + row) * length + step;
                ReadOnlySpan<float> reset = kept.Slice(at * 4 * hidden, hidden), update = kept.Slice((at * 4 + 1) * hidden, hidden);
                ReadOnlySpan<float> fresh = kept.Slice((at * 4 + 2) * hidden, hidden), fromState = kept.Slice((at * 4 + 3) * hidden, hidden);
                ReadOnlySpan<float> before = step == 0 ? zeros : all.Slice((at - 1) * hidden, hidden);
                ReadOnlySpan<float> pull = given.Slice(at * hidden, hidden);
                Span<float> carry = carried.AsSpan(row * width, hidden), input = toInputs.Slice(at * 3 * hidden, 3 * hidden), product = toProducts.Slice(at * 3 * hidden, 3 * hidden);
                for (int h = 0; h < hidden; h++)
                {
                    float whole = pull[h] + carry[h];
                    float n = whole * (1 - update[h]) * (1 - fresh[h] * fresh[h]);
                    float z = whole * (before[h] - fresh[h]) * update[h] * (1 - update[h]);
                    float r = n * fromState[h] * reset[h] * (1 - reset[h]);
                    (input[h], input[hidden + h], input[2 * hidden + h]) = (r, z, n);
                    (product[h], product[hidden + h], product[2 * hidden + h]) = (r, z, n * reset[h]);
                    carry[h] = whole * update[h];
                }
                product.CopyTo(slopes.AsSpan(row * 3 * hidden));
            }
            MatrixProduct.Multiply(count, 3 * hidden, width, slopes, 3 * hidden, 1, across, width, carried, width, add: true);
        }
    }

    private static void ForEachGroup(int batch, Action<int, int> body) =>
        Parallel.For(0, (batch + SequencesAtOnce - 1) / SequencesAtOnce, new ParallelOptions { MaxDegreeOfParallelism = TorchDevice.Threads },
            group => body(group * SequencesAtOnce, Math.Min(SequencesAtOnce, batch - group * SequencesAtOnce)));
}
