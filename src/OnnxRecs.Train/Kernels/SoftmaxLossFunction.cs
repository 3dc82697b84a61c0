using System.Buffers;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using OnnxRecs.Numerics;
using static OnnxRecs.Train.Kernels.CpuTensor;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace OnnxRecs.Train.Kernels;

/// <summary><see cref="Ops.ITrainOps{T}.SoftmaxLoss"/> on the CPU: loss and both gradients in one go, by chunks of rows whose logits stay in the cache.</summary>
/// <remarks>
/// A chunk has two parts. Rows share out among threads: logits, softmax, minus one for the target, gradient of the states. Then items share
/// out: each thread adds the chunk to the gradient of its part of the table. So nothing is added up twice, and the bits do not depend on how many threads there are.
/// Cost: three products of [M, D] and [I, D]; memory: a chunk's logits, a copy of the table and the gradients.
/// </remarks>
internal sealed class SoftmaxLossFunction : autograd.SingleTensorFunction<SoftmaxLossFunction>
{
    private const int ChunkRows = 128;
    private const int StripRows = 16;
    private const int ItemBlock = 256;
    private const int PanelWidth = 32;

    public override string Name => "softmax loss";

    /// <summary>Arguments: states [M, D], table [I, D], bias [I], targets [M].</summary>
    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
    {
        Tensor states = ((Tensor)vars[0]).contiguous(), table = ((Tensor)vars[1]).contiguous(), bias = ((Tensor)vars[2]).contiguous(), targets = ((Tensor)vars[3]).contiguous();
        Tensor statesGradient = zeros_like(states), tableGradient = zeros_like(table);
        var work = new Work(states, table, bias, targets, statesGradient, tableGradient);
        double loss = work.Run();
        ctx.save_for_backward([statesGradient, tableGradient]);
        return tensor((float)loss);
    }

    public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output) =>
        [.. ctx.get_saved_variables().Select(gradient => gradient.mul(grad_output)), null!, null!];

    private sealed class Work(Tensor states, Tensor table, Tensor bias, Tensor targets, Tensor statesGradient, Tensor tableGradient)
    {
        private readonly int _rows = (int)states.size(0);
        private readonly int _items = (int)table.size(0);
        private readonly int _dim = (int)states.size(1);
        private readonly int _width = MatrixProduct.Padded((int)states.size(1));       // D, padded
        private readonly int _catalogue = ((int)table.size(0) + PanelWidth - 1) / PanelWidth * PanelWidth; // I, padded

        public double Run()
        {
            float[] byItem = ArrayPool<float>.Shared.Rent(_items * _width);          // [I, width]
            float[] panels = ArrayPool<float>.Shared.Rent(_catalogue * _dim);        // [catalogue / 32, D, 32]
            float[] chunk = ArrayPool<float>.Shared.Rent(ChunkRows * _width);        // states of a chunk
            float[] shares = ArrayPool<float>.Shared.Rent(ChunkRows * _catalogue);   // softmax of a chunk, less the targets
            float[] gradient = ArrayPool<float>.Shared.Rent(_items * _width);        // of the table
            Array.Clear(gradient, 0, _items * _width);
            double[] losses = new double[_rows];
            Pack(byItem, panels);
            var parallel = new ParallelOptions { MaxDegreeOfParallelism = TorchDevice.Threads };
            for (int from = 0; from < _rows; from += ChunkRows)
            {
                int count = Math.Min(ChunkRows, _rows - from);
                CopyRows(Floats(states)[(from * _dim)..], _dim, chunk, _width, count);
                int first = from;
                Parallel.For(0, (count + StripRows - 1) / StripRows, parallel, strip =>
                    RowStrip(first, strip * StripRows, Math.Min(StripRows, count - strip * StripRows), chunk, shares, byItem, panels, losses));
                Parallel.For(0, (_items + ItemBlock - 1) / ItemBlock, parallel, block =>
                {
                    int item = block * ItemBlock;
                    MatrixProduct.Multiply(
                        Math.Min(ItemBlock, _items - item), count, _width, shares.AsSpan(item), 1, _catalogue, chunk, _width, gradient.AsSpan(item * _width), _width, add: true);
                });
            }
            CopyRows(gradient, _width, Floats(tableGradient), _dim, _items);
            foreach (float[] rented in (float[][])[byItem, panels, chunk, shares, gradient]) ArrayPool<float>.Shared.Return(rented);
            return losses.Sum() / _rows;
        }

        private void RowStrip(int chunkStart, int start, int count, float[] chunk, float[] shares, float[] byItem, float[] panels, double[] losses)
        {
            Span<float> own = shares.AsSpan(start * _catalogue, count * _catalogue);
            ReadOnlySpan<float> rows = chunk.AsSpan(start * _width, count * _width);
            for (int item = 0; item < _catalogue; item += PanelWidth)
                MatrixProduct.Multiply(count, _dim, PanelWidth, rows, _width, 1, panels.AsSpan(item * _dim, PanelWidth * _dim), PanelWidth, own[item..], _catalogue);
            ReadOnlySpan<float> offsets = Floats(bias);
            ReadOnlySpan<long> right = MemoryMarshal.Cast<byte, long>(targets.bytes);
            for (int row = 0; row < count; row++)
            {
                int at = chunkStart + start + row;
                int target = (int)right[at];
                Span<float> logits = own.Slice(row * _catalogue, _items);
                TensorPrimitives.Add(logits, offsets, logits);
                float wanted = logits[target];
                float most = TensorPrimitives.Max<float>(logits);
                TensorPrimitives.Subtract(logits, most, logits);
                TensorPrimitives.Exp<float>(logits, logits);
                float sum = TensorPrimitives.Sum<float>(logits);
                losses[at] = most + Math.Log(sum) - wanted;
                TensorPrimitives.Multiply(logits, 1 / (sum * _rows), logits);
                logits[target] -= 1f / _rows;
                own.Slice(row * _catalogue + _items, _catalogue - _items).Clear();
            }
            float[] pulls = ArrayPool<float>.Shared.Rent(count * _width);
            MatrixProduct.Multiply(count, _items, _width, own, _catalogue, 1, byItem, _width, pulls, _width);
            CopyRows(pulls, _width, Floats(statesGradient)[((chunkStart + start) * _dim)..], _dim, count);
            ArrayPool<float>.Shared.Return(pulls);
        }

        /// <summary>The table with padded rows, and transposed in panels of columns that a product reads in order.</summary>
        private void Pack(float[] byItem, float[] panels)
        {
            ReadOnlySpan<float> values = Floats(table);
            CopyRows(values, _dim, byItem, _width, _items);
            panels.AsSpan(0, _catalogue * _dim).Clear();
            for (int item = 0; item < _items; item++)
            {
                Span<float> panel = panels.AsSpan(item / PanelWidth * PanelWidth * _dim + item % PanelWidth);
                for (int d = 0; d < _dim; d++) panel[d * PanelWidth] = values[item * _dim + d];
            }
        }
    }
}
