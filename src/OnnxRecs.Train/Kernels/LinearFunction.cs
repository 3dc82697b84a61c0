using System.Buffers;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using OnnxRecs.Numerics;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace OnnxRecs.Train.Kernels;

/// <summary><see cref="Ops.IOps{T}.Linear"/> on the CPU: product and bias, and all three gradients, while a strip of rows is in the cache.</summary>
/// <remarks>
/// The gradient of the weight is summed over a fixed number of parts of the rows, whatever the number of threads, so its bits do not depend on that. Cost: rows * inputs * outputs multiply-adds, twice that backward.
/// </remarks>
internal sealed class LinearFunction : autograd.SingleTensorFunction<LinearFunction>
{
    private const int StripRows = 64;
    private const int Parts = 8;

    public override string Name => "linear";

    /// <summary>Arguments: x [M, I], weight [I, O], bias [O].</summary>
    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
    {
        Tensor x = ((Tensor)vars[0]).contiguous(), weight = ((Tensor)vars[1]).contiguous(), bias = ((Tensor)vars[2]).contiguous();
        (int rows, int inputs, int outputs) = ((int)x.size(0), (int)x.size(1), (int)weight.size(1));
        int width = MatrixProduct.Padded(outputs);
        float[] wide = Padded(Floats(weight), inputs, outputs);
        Tensor result = empty([rows, outputs]);
        ForEachPart(rows, (first, count, _) =>
        {
            float[] strip = ArrayPool<float>.Shared.Rent(StripRows * width);
            for (int from = first; from < first + count; from += StripRows)
            {
                int height = Math.Min(StripRows, first + count - from);
                for (int row = 0; row < height; row++) Floats(bias).CopyTo(strip.AsSpan(row * width));
                MatrixProduct.Multiply(height, inputs, width, Floats(x)[(from * inputs)..], inputs, 1, wide, width, strip, width, add: true);
                Copy(strip, width, Floats(result)[(from * outputs)..], outputs, height);
            }
            ArrayPool<float>.Shared.Return(strip);
        });
        ctx.save_for_backward([x, weight]);
        return result;
    }

    public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
    {
        List<Tensor> saved = ctx.get_saved_variables();
        (Tensor x, Tensor weight, Tensor pulls) = (saved[0], saved[1], grad_output.contiguous());
        (int rows, int inputs, int outputs) = ((int)x.size(0), (int)x.size(1), (int)weight.size(1));
        int width = MatrixProduct.Padded(outputs), backWidth = MatrixProduct.Padded(inputs);
        float[] across = Padded(Floats(weight.t().contiguous()), outputs, inputs);
        float[][] sums = new float[Parts][]; // each [I + 1, width]: the weight's gradient, then the bias'
        Tensor forInputs = empty([rows, inputs]);
        ForEachPart(rows, (first, count, part) =>
        {
            float[] sum = sums[part] = new float[(inputs + 1) * width];
            Span<float> biases = sum.AsSpan(inputs * width);
            float[] strip = ArrayPool<float>.Shared.Rent(StripRows * width), back = ArrayPool<float>.Shared.Rent(StripRows * backWidth);
            for (int from = first; from < first + count; from += StripRows)
            {
                int height = Math.Min(StripRows, first + count - from);
                Copy(Floats(pulls)[(from * outputs)..], outputs, strip, width, height);
                for (int row = 0; row < height; row++) TensorPrimitives.Add(biases, strip.AsSpan(row * width, width), biases);
                MatrixProduct.Multiply(inputs, height, width, Floats(x)[(from * inputs)..], 1, inputs, strip, width, sum, width, add: true);
                MatrixProduct.Multiply(height, outputs, backWidth, strip, width, 1, across, backWidth, back, backWidth);
                Copy(back, backWidth, Floats(forInputs)[(from * inputs)..], inputs, height);
            }
            ArrayPool<float>.Shared.Return(strip);
            ArrayPool<float>.Shared.Return(back);
        });
        float[] whole = sums[0];
        foreach (float[]? sum in sums.AsSpan(1))
        {
            if (sum is not null) TensorPrimitives.Add(whole, sum, whole);
        }
        Tensor forWeight = empty([inputs, outputs]), forBias = empty([outputs]);
        Copy(whole, width, Floats(forWeight), outputs, inputs);
        whole.AsSpan(inputs * width, outputs).CopyTo(Floats(forBias));
        return [forInputs, forWeight, forBias];
    }

    private static void ForEachPart(int rows, Action<int, int, int> body)
    {
        int size = Math.Max(StripRows, (rows + Parts - 1) / Parts);
        int parts = (rows + size - 1) / size;
        void One(int part) => body(part * size, Math.Min(size, rows - part * size), part);
        if (parts == 1 || TorchDevice.Threads == 1)
        {
            for (int part = 0; part < parts; part++) One(part);
        }
        else
        {
            Parallel.For(0, parts, new ParallelOptions { MaxDegreeOfParallelism = TorchDevice.Threads }, One);
        }
    }

    private static float[] Padded(ReadOnlySpan<float> values, int rows, int columns)
    {
        float[] result = new float[rows * MatrixProduct.Padded(columns)];
        Copy(values, columns, result, MatrixProduct.Padded(columns), rows);
        return result;
    }

    /// <summary>Rows of one width to rows of another; what is wider is padded with zeros.</summary>
    private static void Copy(ReadOnlySpan<float> source, int sourceWidth, Span<float> target, int targetWidth, int rows)
    {
        if (sourceWidth == targetWidth)
        {
            source[..(rows * sourceWidth)].CopyTo(target);
            return;
        }
        int shared = Math.Min(sourceWidth, targetWidth);
        for (int row = 0; row < rows; row++)
        {
            source.Slice(row * sourceWidth, shared).CopyTo(target[(row * targetWidth)..]);
            target.Slice(row * targetWidth + shared, targetWidth - shared).Clear();
        }
    }

    private static Span<float> Floats(Tensor tensor) => MemoryMarshal.Cast<byte, float>(tensor.bytes);
}
