using System.Buffers;
using System.Numerics;
using System.Numerics.Tensors;
using OnnxRecs.Numerics;
using static OnnxRecs.Train.Kernels.CpuTensor;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace OnnxRecs.Train.Kernels;

/// <summary>
/// <see cref="Ops.IOps{T}.Linear"/> and <see cref="Ops.IOps{T}.LinearRelu"/> on the CPU: product, start and rectifier, and all gradients, while a strip of
/// rows is in the cache.
/// </summary>
/// <remarks>
/// The gradient of the weight is summed over a fixed number of parts of the rows, whatever the number of threads, so its bits do not depend on that. Cost: rows * inputs * outputs multiply-adds, twice that backward.
/// </remarks>
internal sealed class LinearFunction : autograd.SingleTensorFunction<LinearFunction>
{
    private const int StripRows = 64;
    private const int Parts = 8;

    public override string Name => "linear";

    /// <summary>Arguments: x [M, I], weight [I, O], start of O values, or of so many for each group of M / G rows, and whether a rectifier follows.</summary>
    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
    {
        Tensor x = ((Tensor)vars[0]).contiguous(), weight = ((Tensor)vars[1]).contiguous(), start = ((Tensor)vars[2]).contiguous();
        bool rectified = (bool)vars[3];
        (int rows, int inputs, int outputs) = ((int)x.size(0), (int)x.size(1), (int)weight.size(1));
        int group = GroupOf(rows, start, outputs);
        int width = MatrixProduct.Padded(outputs);
        float[] wide = Padded(Floats(weight), inputs, outputs);
        Tensor result = empty([rows, outputs]);
        ForEachPart(rows, group, (first, count, _) =>
        {
            float[]? padded = width == outputs ? null : ArrayPool<float>.Shared.Rent(StripRows * width);
            ReadOnlySpan<float> starts = Floats(start);
            for (int from = first; from < first + count; from += StripRows)
            {
                int height = Math.Min(StripRows, first + count - from);
                Span<float> target = Floats(result).Slice(from * outputs, height * outputs), strip = padded is null ? target : padded.AsSpan(0, height * width);
                for (int row = 0, same; row < height; row += same)
                {
                    same = Math.Min(height - row, group - (from + row) % group);
                    FillRows(starts.Slice((from + row) / group * outputs, outputs), strip[(row * width)..], width, same);
                }
                MatrixProduct.Multiply(height, inputs, width, Floats(x)[(from * inputs)..], inputs, 1, wide, width, strip, width, add: true);
                if (rectified) TensorPrimitives.Max(strip, 0, strip);
                if (padded is not null) CopyRows(strip, width, target, outputs, height);
            }
            if (padded is not null) ArrayPool<float>.Shared.Return(padded);
        });
        ctx.save_data("input", ((Tensor)vars[0]).requires_grad);
        ctx.save_for_backward(rectified ? [x, weight, start, result.detach()] : [x, weight, start]);
        return result;
    }

    public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
    {
        List<Tensor> saved = ctx.get_saved_variables();
        (Tensor x, Tensor weight, Tensor start, Tensor pulls) = (saved[0], saved[1], saved[2], grad_output.contiguous());
        Tensor? rectified = saved.Count > 3 ? saved[3] : null;
        (int rows, int inputs, int outputs) = ((int)x.size(0), (int)x.size(1), (int)weight.size(1));
        int group = GroupOf(rows, start, outputs);
        int width = MatrixProduct.Padded(outputs), backWidth = MatrixProduct.Padded(inputs);
        // What comes from the data needs no gradient.
        bool isLearned = (bool)ctx.get_data("input");
        float[] across = isLearned ? Padded(Floats(weight.t().contiguous()), outputs, inputs) : [];
        float[][] sums = new float[Parts][]; // each [I + 1, width]: the weight's gradient, then that of a start that all rows share
        Tensor forInputs = isLearned ? empty([rows, inputs]) : null!, forStart = zeros(start.shape);
        ForEachPart(rows, group, (first, count, part) =>
        {
            float[] sum = sums[part] = new float[(inputs + 1) * width];
            Span<float> shared = sum.AsSpan(inputs * width), ownStarts = Floats(forStart);
            float[] strip = ArrayPool<float>.Shared.Rent(StripRows * width);
            float[]? padded = backWidth == inputs || !isLearned ? null : ArrayPool<float>.Shared.Rent(StripRows * backWidth);
            for (int from = first; from < first + count; from += StripRows)
            {
                int height = Math.Min(StripRows, first + count - from);
                CopyRows(Floats(pulls)[(from * outputs)..], outputs, strip, width, height);
                if (rectified is not null) Rectify(strip, width, Floats(rectified)[(from * outputs)..], outputs, height);
                for (int row = 0, same; row < height; row += same)
                {
                    same = Math.Min(height - row, group - (from + row) % group);
                    AddRows(strip.AsSpan(row * width), width, same, group == rows ? shared[..outputs] : ownStarts.Slice((from + row) / group * outputs, outputs));
                }
                MatrixProduct.Multiply(inputs, height, width, Floats(x)[(from * inputs)..], 1, inputs, strip, width, sum, width, add: true);
                if (!isLearned) continue;
                Span<float> back = Floats(forInputs).Slice(from * inputs, height * inputs);
                MatrixProduct.Multiply(height, outputs, backWidth, strip, width, 1, across, backWidth, padded is null ? back : padded, backWidth);
                if (padded is not null) CopyRows(padded, backWidth, back, inputs, height);
            }
            ArrayPool<float>.Shared.Return(strip);
            if (padded is not null) ArrayPool<float>.Shared.Return(padded);
        });
        float[] whole = sums[0];
        foreach (float[]? sum in sums.AsSpan(1))
        {
            if (sum is not null) TensorPrimitives.Add(whole, sum, whole);
        }
        Tensor forWeight = empty([inputs, outputs]);
        CopyRows(whole, width, Floats(forWeight), outputs, inputs);
        if (group == rows) whole.AsSpan(inputs * width, outputs).CopyTo(Floats(forStart));
        return [forInputs, forWeight, forStart, null!];
    }

    /// <summary>How many rows begin with the same values.</summary>
    private static int GroupOf(int rows, Tensor start, int outputs)
    {
        int groups = (int)start.numel() / outputs;
        return rows % groups == 0 ? rows / groups : throw new ArgumentException($"{groups} starts for {rows} rows.", nameof(start));
    }

    /// <summary>Parts end where groups end.</summary>
    private static void ForEachPart(int rows, int group, Action<int, int, int> body)
    {
        int size = Math.Max(StripRows, (rows + Parts - 1) / Parts);
        if (group < rows) size = (size + group - 1) / group * group;
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

    // Rows are short: a copy and a sum of each apart would cost more than what they do.
    private static void FillRows(ReadOnlySpan<float> row, Span<float> target, int width, int rows)
    {
        int column = 0;
        for (; column <= row.Length - Vector<float>.Count; column += Vector<float>.Count)
        {
            var values = new Vector<float>(row[column..]);
            for (int i = 0; i < rows; i++) values.CopyTo(target[(i * width + column)..]);
        }
        for (; column < row.Length; column++)
        {
            for (int i = 0; i < rows; i++) target[i * width + column] = row[column];
        }
    }

    private static void AddRows(ReadOnlySpan<float> source, int width, int rows, Span<float> sum)
    {
        int column = 0;
        for (; column <= sum.Length - Vector<float>.Count; column += Vector<float>.Count)
        {
            var total = new Vector<float>(sum[column..]);
            for (int i = 0; i < rows; i++) total += new Vector<float>(source[(i * width + column)..]);
            total.CopyTo(sum[column..]);
        }
        for (; column < sum.Length; column++)
        {
            for (int i = 0; i < rows; i++) sum[column] += source[i * width + column];
        }
    }

    /// <summary>Takes away what a rectifier held back: where its result is 0.</summary>
    private static void Rectify(Span<float> pulls, int width, ReadOnlySpan<float> results, int outputs, int rows)
    {
        if (width == outputs) (width, outputs, rows) = (rows * width, rows * outputs, 1);
        for (int row = 0; row < rows; row++)
        {
            Span<float> own = pulls.Slice(row * width, outputs);
            ReadOnlySpan<float> result = results.Slice(row * outputs, outputs);
            int i = 0;
            for (; i <= outputs - Vector<float>.Count; i += Vector<float>.Count)
                Vector.ConditionalSelect(Vector.GreaterThan(new Vector<float>(result[i..]), Vector<float>.Zero), new Vector<float>(own[i..]), Vector<float>.Zero).CopyTo(own[i..]);
            for (; i < outputs; i++) own[i] = result[i] > 0 ? own[i] : 0;
        }
    }
}
