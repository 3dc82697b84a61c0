using System.Numerics;
using System.Runtime.InteropServices;
using OnnxRecs.Numerics;
using static TorchSharp.torch;

namespace OnnxRecs.Train.Kernels;

/// <summary>Values of tensors where they lie, and copies with the widths that <see cref="MatrixProduct"/> asks for.</summary>
internal static class CpuTensor
{
    /// <param name="tensor">float32, contiguous, on the CPU.</param>
    public static Span<float> Floats(Tensor tensor) => MemoryMarshal.Cast<byte, float>(tensor.bytes);

    /// <summary>The same rows, each filled up with zeros to a multiple of <see cref="MatrixProduct.ColumnStep"/>.</summary>
    public static float[] Padded(ReadOnlySpan<float> values, int rows, int columns)
    {
        float[] result = new float[rows * MatrixProduct.Padded(columns)];
        CopyRows(values, columns, result, MatrixProduct.Padded(columns), rows);
        return result;
    }

    /// <summary>Rows of one width to rows of another; what is wider is filled up with zeros.</summary>
    public static void CopyRows(ReadOnlySpan<float> source, int sourceWidth, Span<float> target, int targetWidth, int rows)
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

    /// <summary>Rows of a table: a new tensor [indexes, width].</summary>
    /// <param name="table">float32, contiguous, on the CPU.</param>
    /// <param name="index">int64, contiguous, on the CPU.</param>
    public static Tensor Gather(Tensor table, Tensor index)
    {
        ReadOnlySpan<long> rows = MemoryMarshal.Cast<byte, long>(index.bytes);
        ReadOnlySpan<float> source = Floats(table);
        int width = (int)(table.numel() / table.size(0));
        Tensor result = empty([rows.Length, width]);
        Span<float> target = Floats(result);
        for (int i = 0; i < rows.Length; i++)
        {
            ReadOnlySpan<float> row = source.Slice(checked((int)rows[i] * width), width);
            Span<float> place = target.Slice(i * width, width);
            int column = 0;
            for (; column <= width - Vector<float>.Count; column += Vector<float>.Count) new Vector<float>(row[column..]).CopyTo(place[column..]);
            for (; column < width; column++) place[column] = row[column];
        }
        return result;
    }
}
