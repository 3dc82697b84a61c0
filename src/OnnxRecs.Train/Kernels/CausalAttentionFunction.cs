using System.Buffers;
using System.Numerics.Tensors;
using OnnxRecs.Numerics;
using static OnnxRecs.Train.Kernels.CpuTensor;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace OnnxRecs.Train.Kernels;

/// <summary><see cref="Ops.IOps{T}.CausalAttention"/> on the CPU: one sequence and head at a time, which stay in the cache, and only the steps that a step may see.</summary>
/// <remarks>
/// Nothing of size [L, L] is kept for the backward pass, which computes the weights again from the norms of the forward pass (Dao et al. 2022,
/// arXiv:2205.14135, who do so for a GPU). Cost: B * heads * L^2 * width multiply-adds forward, two and a half times that backward.
/// </remarks>
internal sealed class CausalAttentionFunction : autograd.SingleTensorFunction<CausalAttentionFunction>
{
    private const int Strip = 16; // steps whose weights are computed together

    public override string Name => "causal attention";

    /// <summary>Arguments: queries, keys, values [B, L, heads * width], heads, width, a <see cref="DropoutMask"/> of the weights or anything else.</summary>
    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
    {
        Tensor queries = ((Tensor)vars[0]).contiguous(), keys = ((Tensor)vars[1]).contiguous(), values = ((Tensor)vars[2]).contiguous();
        var shape = new Shape(queries, (int)vars[3], (int)vars[4]);
        Tensor read = empty(queries.shape);
        Tensor norms = empty([shape.Batch, shape.Heads, shape.Length]);
        ctx.save_for_backward([queries, keys, values, norms]);
        ctx.save_data("shape", shape);
        ctx.save_data("mask", vars[5]);
        shape.ForEach((batch, head) =>
        {
            using var work = new Head(shape, batch, head, vars[5] as DropoutMask?, queries, keys, values, norms);
            work.Forward(read);
        });
        return read;
    }

    public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
    {
        List<Tensor> saved = ctx.get_saved_variables();
        var shape = (Shape)ctx.get_data("shape");
        var mask = ctx.get_data("mask") as DropoutMask?;
        Tensor gradient = grad_output.contiguous();
        Tensor queries = empty(gradient.shape), keys = empty(gradient.shape), values = empty(gradient.shape);
        shape.ForEach((batch, head) =>
        {
            using var work = new Head(shape, batch, head, mask, saved[0], saved[1], saved[2], saved[3]);
            work.Backward(gradient, queries, keys, values);
        });
        return [queries, keys, values, null!, null!, null!];
    }


    private sealed record Shape(int Batch, int Length, int Heads, int Width)
    {
        public Shape(Tensor x, int heads, int width) : this((int)x.size(0), (int)x.size(1), heads, width)
        {
        }

        public int PaddedWidth { get; } = MatrixProduct.Padded(Width);

        public int PaddedLength { get; } = MatrixProduct.Padded(Length);

        public void ForEach(Action<int, int> body) =>
            Parallel.For(0, Batch * Heads, new ParallelOptions { MaxDegreeOfParallelism = TorchDevice.Threads }, i => body(i / Heads, i % Heads));
    }

    /// <summary>One sequence and head, copied to rows of the padded width.</summary>
    private sealed class Head : IDisposable
    {
        private readonly Shape _shape;
        private readonly int _batch, _head;
        private readonly DropoutMask? _mask;
        private readonly float _scale;
        private readonly Tensor _norms;
        private readonly float[] _queries, _keys, _values, _keysAcross, _weights;
        private readonly List<float[]> _rented = [];

        public Head(Shape shape, int batch, int head, DropoutMask? mask, Tensor queries, Tensor keys, Tensor values, Tensor norms)
        {
            (_shape, _batch, _head, _mask, _norms) = (shape, batch, head, mask, norms);
            _scale = (float)(1 / Math.Sqrt(shape.Width));
            (_queries, _keys, _values) = (Take(queries), Take(keys), Take(values));
            _keysAcross = Across(_keys);
            _weights = Rent(Strip * shape.PaddedLength);
        }

        private Span<float> Norms => Floats(_norms).Slice((_batch * _shape.Heads + _head) * _shape.Length, _shape.Length);

        public void Forward(Tensor read)
        {
            float[] result = Rent(_shape.Length * _shape.PaddedWidth);
            for (int first = 0; first < _shape.Length; first += Strip)
            {
                int count = Math.Min(Strip, _shape.Length - first);
                Scores(first, count);
                for (int i = 0; i < count; i++)
                {
                    Span<float> weights = RowOf(_weights, i, first);
                    float most = TensorPrimitives.Max<float>(weights);
                    TensorPrimitives.Subtract(weights, most, weights);
                    TensorPrimitives.Exp<float>(weights, weights);
                    float sum = TensorPrimitives.Sum<float>(weights);
                    Norms[first + i] = most + MathF.Log(sum);
                    TensorPrimitives.Multiply(weights, 1 / sum, weights);
                    _mask?.Apply(PlaceOf(first + i), weights, weights);
                }
                Product(count, first + count, _weights, _shape.PaddedLength, 1, _values, result.AsSpan(first * _shape.PaddedWidth));
            }
            Give(result, read);
        }

        public void Backward(Tensor gradient, Tensor queries, Tensor keys, Tensor values)
        {
            float[] pulls = Take(gradient);
            float[] valuesAcross = Across(_values);
            float[] forQueries = Rent(pulls.Length), forKeys = Zeros(), forValues = Zeros();
            float[] dropped = Rent(_weights.Length), slopes = Rent(_weights.Length);
            for (int first = 0; first < _shape.Length; first += Strip)
            {
                int count = Math.Min(Strip, _shape.Length - first);
                int seen = first + count;
                int padded = MatrixProduct.Padded(seen);
                Scores(first, count);
                MatrixProduct.Multiply(count, _shape.Width, padded, pulls.AsSpan(first * _shape.PaddedWidth), _shape.PaddedWidth, 1, valuesAcross, _shape.PaddedLength, slopes, _shape.PaddedLength);
                for (int i = 0; i < count; i++)
                {
                    Span<float> weights = RowOf(_weights, i, first), kept = RowOf(dropped, i, first), slope = RowOf(slopes, i, first);
                    TensorPrimitives.Subtract(weights, Norms[first + i], weights);
                    TensorPrimitives.Exp<float>(weights, weights);
                    weights.CopyTo(kept);
                    if (_mask is { } mask)
                    {
                        mask.Apply(PlaceOf(first + i), kept, kept);
                        mask.Apply(PlaceOf(first + i), slope, slope);
                    }
                    float mean = TensorPrimitives.Dot<float>(weights, slope);
                    TensorPrimitives.Subtract(slope, mean, slope);
                    TensorPrimitives.Multiply(slope, weights, slope);
                    TensorPrimitives.Multiply(slope, _scale, slope);
                    // Later steps of the strip's own triangle.
                    int own = first + i + 1;
                    dropped.AsSpan(i * _shape.PaddedLength + own, padded - own).Clear();
                    slopes.AsSpan(i * _shape.PaddedLength + own, padded - own).Clear();
                }
                Product(count, seen, slopes, _shape.PaddedLength, 1, _keys, forQueries.AsSpan(first * _shape.PaddedWidth));
                Product(seen, count, dropped, 1, _shape.PaddedLength, pulls.AsSpan(first * _shape.PaddedWidth), forValues, add: true);
                Product(seen, count, slopes, 1, _shape.PaddedLength, _queries.AsSpan(first * _shape.PaddedWidth), forKeys, add: true);
            }
            Give(forQueries, queries);
            Give(forKeys, keys);
            Give(forValues, values);
        }

        public void Dispose()
        {
            foreach (float[] array in _rented) ArrayPool<float>.Shared.Return(array);
        }

        /// <summary>Scaled products of some steps' queries with all keys up to the last of them; what a step may not see is 0 after it.</summary>
        private void Scores(int first, int count)
        {
            int padded = MatrixProduct.Padded(first + count);
            MatrixProduct.Multiply(count, _shape.Width, padded, _queries.AsSpan(first * _shape.PaddedWidth), _shape.PaddedWidth, 1, _keysAcross, _shape.PaddedLength, _weights, _shape.PaddedLength);
            for (int i = 0; i < count; i++)
            {
                Span<float> row = _weights.AsSpan(i * _shape.PaddedLength, padded);
                TensorPrimitives.Multiply(row[..(first + i + 1)], _scale, row[..(first + i + 1)]);
                row[(first + i + 1)..].Clear();
            }
        }

        private void Product(int rows, int inner, float[] a, int aRow, int aColumn, ReadOnlySpan<float> b, Span<float> c, bool add = false) =>
            MatrixProduct.Multiply(rows, inner, _shape.PaddedWidth, a, aRow, aColumn, b, _shape.PaddedWidth, c, _shape.PaddedWidth, add);

        /// <summary>What the strip's row i has of the steps that it may see.</summary>
        private Span<float> RowOf(float[] weights, int i, int first) => weights.AsSpan(i * _shape.PaddedLength, first + i + 1);

        private uint PlaceOf(int step) => (uint)(((_batch * _shape.Heads + _head) * _shape.Length + step) * _shape.PaddedLength);

        private float[] Take(Tensor tensor)
        {
            float[] rows = Rent(_shape.Length * _shape.PaddedWidth);
            Span<float> source = Floats(tensor);
            for (int step = 0; step < _shape.Length; step++)
            {
                Span<float> row = rows.AsSpan(step * _shape.PaddedWidth, _shape.PaddedWidth);
                source.Slice(At(step), _shape.Width).CopyTo(row);
                row[_shape.Width..].Clear();
            }
            return rows;
        }

        private void Give(float[] rows, Tensor tensor)
        {
            Span<float> target = Floats(tensor);
            for (int step = 0; step < _shape.Length; step++) rows.AsSpan(step * _shape.PaddedWidth, _shape.Width).CopyTo(target[At(step)..]);
        }

        private int At(int step) => ((_batch * _shape.Length + step) * _shape.Heads + _head) * _shape.Width;

        /// <summary>Transposed: [width, L], rows padded.</summary>
        private float[] Across(float[] rows)
        {
            float[] result = Rent(_shape.Width * _shape.PaddedLength);
            for (int step = 0; step < _shape.Length; step++)
                for (int d = 0; d < _shape.Width; d++) result[d * _shape.PaddedLength + step] = rows[step * _shape.PaddedWidth + d];
            for (int d = 0; d < _shape.Width; d++) result.AsSpan(d * _shape.PaddedLength + _shape.Length, _shape.PaddedLength - _shape.Length).Clear();
            return result;
        }

        private float[] Zeros()
        {
            float[] array = Rent(_shape.Length * _shape.PaddedWidth);
            array.AsSpan(0, _shape.Length * _shape.PaddedWidth).Clear();
            return array;
        }

        private float[] Rent(int length)
        {
            float[] array = ArrayPool<float>.Shared.Rent(length);
            _rented.Add(array);
            return array;
        }
    }
}
