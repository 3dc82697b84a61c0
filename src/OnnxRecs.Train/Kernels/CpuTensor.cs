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
}
