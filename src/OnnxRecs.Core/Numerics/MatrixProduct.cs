using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace OnnxRecs.Numerics;

/// <summary>Products of small matrices that lie in the cache: what fused operations are made of.</summary>
/// <remarks>
/// An element of the result is the chain fma(a[i, k], b[k, j], ...) over k in order, each step rounded once, so it has the same bits for every width of the
/// machine's vectors. Four rows by two vectors of columns at a time, their sums in registers. Runs on the caller's thread.
/// </remarks>
public static class MatrixProduct
{
    /// <summary>The number of columns is a multiple of this; pad with zeros. Twice as many are as fast where vectors hold sixteen.</summary>
    public const int ColumnStep = 16;

    private const int RowsAtOnce = 4;
    private const int InnerBlock = 256; // rows of b that stay in the first cache

    /// <summary>The next multiple of <see cref="ColumnStep"/>.</summary>
    public static int Padded(int columns) => (columns + ColumnStep - 1) / ColumnStep * ColumnStep;

    /// <summary>c = a b, or c += a b. Cost: rows * inner * columns multiply-adds.</summary>
    /// <param name="rows">Of a and c.</param>
    /// <param name="inner">Columns of a, rows of b.</param>
    /// <param name="columns">Of b and c; a multiple of <see cref="ColumnStep"/>.</param>
    /// <param name="a">Element (i, k) lies at i * aRow + k * aColumn, so a transposed matrix can be read as it lies.</param>
    /// <param name="aRow">Distance of rows.</param>
    /// <param name="aColumn">Distance of columns.</param>
    /// <param name="b">Element (k, j) lies at k * bRow + j.</param>
    /// <param name="bRow">Distance of rows.</param>
    /// <param name="c">Element (i, j) lies at i * cRow + j.</param>
    /// <param name="cRow">Distance of rows.</param>
    /// <param name="add">Goes on from what c holds.</param>
    /// <exception cref="ArgumentException">A span is too short, or the number of columns does not fit.</exception>
    public static void Multiply(
        int rows, int inner, int columns, ReadOnlySpan<float> a, int aRow, int aColumn, ReadOnlySpan<float> b, int bRow, Span<float> c, int cRow, bool add = false)
    {
        if (rows == 0 || columns == 0) return;
        if (inner < 1 || columns % ColumnStep != 0) throw new ArgumentException($"A product over {inner} to {columns} columns; at least 1 and a multiple of {ColumnStep} are needed.", nameof(columns));
        if (a.Length <= (rows - 1) * aRow + (inner - 1) * aColumn) throw new ArgumentException($"{a.Length} values are too few.", nameof(a));
        if (b.Length < (inner - 1) * bRow + columns) throw new ArgumentException($"{b.Length} values are too few.", nameof(b));
        if (c.Length < (rows - 1) * cRow + columns) throw new ArgumentException($"{c.Length} values are too few.", nameof(c));
        ref float firstA = ref MemoryMarshal.GetReference(a);
        ref float firstB = ref MemoryMarshal.GetReference(b);
        ref float firstC = ref MemoryMarshal.GetReference(c);
        if (Vector512.IsHardwareAccelerated) Blocks<Lanes512, Vector512<float>>(rows, inner, columns, ref firstA, aRow, aColumn, ref firstB, bRow, ref firstC, cRow, add);
        else Blocks<Lanes256, Vector256<float>>(rows, inner, columns, ref firstA, aRow, aColumn, ref firstB, bRow, ref firstC, cRow, add);
    }

    private static void Blocks<TLanes, TVector>(
        int rows, int inner, int columns, ref float a, int aRow, int aColumn, ref float b, int bRow, ref float c, int cRow, bool add)
        where TLanes : ILanes<TVector>
        where TVector : struct
    {
        int width = 2 * TLanes.Count;
        int wide = columns / width * width;
        for (int from = 0; from < inner; from += InnerBlock, add = true)
        {
            int depth = Math.Min(InnerBlock, inner - from);
            ref float left = ref Unsafe.Add(ref a, from * aColumn);
            ref float right = ref Unsafe.Add(ref b, from * bRow);
            for (int column = 0; column < wide; column += width)
                Panel<TLanes, TVector>(rows, depth, ref left, aRow, aColumn, ref Unsafe.Add(ref right, column), bRow, ref Unsafe.Add(ref c, column), cRow, add);
            // Where vectors hold sixteen, one of them may be left.
            if (wide < columns) Panel<Lanes256, Vector256<float>>(rows, depth, ref left, aRow, aColumn, ref Unsafe.Add(ref right, wide), bRow, ref Unsafe.Add(ref c, wide), cRow, add);
        }
    }

    /// <summary>Two vectors of columns, all rows.</summary>
    private static void Panel<TLanes, TVector>(int rows, int depth, ref float a, int aRow, int aColumn, ref float b, int bRow, ref float c, int cRow, bool add)
        where TLanes : ILanes<TVector>
        where TVector : struct
    {
        int row = 0;
        for (; row + RowsAtOnce <= rows; row += RowsAtOnce)
            FourRows<TLanes, TVector>(depth, ref Unsafe.Add(ref a, row * aRow), aRow, aColumn, ref b, bRow, ref Unsafe.Add(ref c, row * cRow), cRow, add);
        for (; row < rows; row++) OneRow<TLanes, TVector>(depth, ref Unsafe.Add(ref a, row * aRow), aColumn, ref b, bRow, ref Unsafe.Add(ref c, row * cRow), add);
    }

    private static void FourRows<TLanes, TVector>(int depth, ref float a, nint aRow, nint aColumn, ref float b, nint bRow, ref float c, nint cRow, bool add)
        where TLanes : ILanes<TVector>
        where TVector : struct
    {
        nuint lanes = (nuint)TLanes.Count;
        TVector p0 = TLanes.Fill(0), p1 = p0, q0 = p0, q1 = p0, r0 = p0, r1 = p0, s0 = p0, s1 = p0;
        ref float c1 = ref Unsafe.Add(ref c, cRow);
        ref float c2 = ref Unsafe.Add(ref c1, cRow);
        ref float c3 = ref Unsafe.Add(ref c2, cRow);
        if (add)
        {
            (p0, p1) = (TLanes.Load(ref c, 0), TLanes.Load(ref c, lanes));
            (q0, q1) = (TLanes.Load(ref c1, 0), TLanes.Load(ref c1, lanes));
            (r0, r1) = (TLanes.Load(ref c2, 0), TLanes.Load(ref c2, lanes));
            (s0, s1) = (TLanes.Load(ref c3, 0), TLanes.Load(ref c3, lanes));
        }
        nint second = aRow, third = 2 * aRow, fourth = 3 * aRow;
        for (; depth > 0; depth--)
        {
            TVector x = TLanes.Load(ref b, 0), y = TLanes.Load(ref b, lanes);
            TVector value = TLanes.Fill(a);
            p0 = TLanes.MultiplyAdd(value, x, p0);
            p1 = TLanes.MultiplyAdd(value, y, p1);
            value = TLanes.Fill(Unsafe.Add(ref a, second));
            q0 = TLanes.MultiplyAdd(value, x, q0);
            q1 = TLanes.MultiplyAdd(value, y, q1);
            value = TLanes.Fill(Unsafe.Add(ref a, third));
            r0 = TLanes.MultiplyAdd(value, x, r0);
            r1 = TLanes.MultiplyAdd(value, y, r1);
            value = TLanes.Fill(Unsafe.Add(ref a, fourth));
            s0 = TLanes.MultiplyAdd(value, x, s0);
            s1 = TLanes.MultiplyAdd(value, y, s1);
            a = ref Unsafe.Add(ref a, aColumn);
            b = ref Unsafe.Add(ref b, bRow);
        }
        TLanes.Store(p0, ref c, 0);
        TLanes.Store(p1, ref c, lanes);
        TLanes.Store(q0, ref c1, 0);
        TLanes.Store(q1, ref c1, lanes);
        TLanes.Store(r0, ref c2, 0);
        TLanes.Store(r1, ref c2, lanes);
        TLanes.Store(s0, ref c3, 0);
        TLanes.Store(s1, ref c3, lanes);
    }

    private static void OneRow<TLanes, TVector>(int depth, ref float a, nint aColumn, ref float b, nint bRow, ref float c, bool add)
        where TLanes : ILanes<TVector>
        where TVector : struct
    {
        nuint lanes = (nuint)TLanes.Count;
        TVector p0 = TLanes.Fill(0), p1 = p0;
        if (add) (p0, p1) = (TLanes.Load(ref c, 0), TLanes.Load(ref c, lanes));
        for (; depth > 0; depth--)
        {
            TVector value = TLanes.Fill(a);
            p0 = TLanes.MultiplyAdd(value, TLanes.Load(ref b, 0), p0);
            p1 = TLanes.MultiplyAdd(value, TLanes.Load(ref b, lanes), p1);
            a = ref Unsafe.Add(ref a, aColumn);
            b = ref Unsafe.Add(ref b, bRow);
        }
        TLanes.Store(p0, ref c, 0);
        TLanes.Store(p1, ref c, lanes);
    }
}
