using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace OnnxRecs.Numerics;

/// <summary>Inner products of many rows with all vectors of a table: [rows, D] x [items, D]^T -> [rows, items].</summary>
/// <remarks>
/// A product is the chain fma(row[D - 1], item[D - 1], ... fma(row[0], item[0], 0)), each step rounded once. So it has the same bits whatever
/// rows stand beside it, and whatever the number of cores and the width of the machine's vectors. NaN and infinity go through.
/// The table is packed once into panels of three vectors of items, one dimension after another; a panel stays in the first cache while
/// four rows at a time are multiplied with it, their twelve sums in registers (Goto and van de Geijn, TOMS 2008). Cost: rows * items * D
/// multiply-adds; memory: a copy of the table. Thread-safe.
/// </remarks>
public sealed class InnerProducts
{
    private const int RowsAtOnce = 4;
    private const int VectorsAtOnce = 3;
    private const int Alignment = 64;

    // Rows for which a panel is fetched once.
    private const int MaxRowsInBlock = 32;
    private readonly float[] _panels; // [panels, D, width] from _start on
    private readonly int _start;
    private readonly int _width;
    private readonly bool _wide;

    /// <param name="items">Copied.</param>
    public InnerProducts(VectorTable items)
        : this(items, Vector512.IsHardwareAccelerated)
    {
    }

    /// <summary>With vectors of sixteen floats or of eight: the products are the same.</summary>
    internal InnerProducts(VectorTable items, bool wide)
    {
        (Count, Dim, _wide) = (items.Count, items.Dim, wide);
        _width = VectorsAtOnce * (wide ? Lanes512.Count : Lanes256.Count);
        int panels = (Count + _width - 1) / _width;
        _panels = GC.AllocateArray<float>(checked(panels * Dim * _width + Alignment / sizeof(float)), pinned: true);
        int past = (int)(Marshal.UnsafeAddrOfPinnedArrayElement(_panels, 0) % Alignment) / sizeof(float);
        _start = past == 0 ? 0 : Alignment / sizeof(float) - past;
        for (int item = 0; item < Count; item++)
        {
            ReadOnlySpan<float> vector = items[item];
            int at = _start + item / _width * Dim * _width + item % _width;
            for (int d = 0; d < vector.Length; d++) _panels[at + d * _width] = vector[d];
        }
    }

    /// <summary>D.</summary>
    public int Dim { get; }

    /// <summary>How many vectors the table has.</summary>
    public int Count { get; }

    /// <summary>Fills products [rows, items], on all cores.</summary>
    /// <param name="rows">[rows, D], row after row.</param>
    /// <param name="products">Takes [rows, items], row after row.</param>
    /// <param name="add">
    /// Whether to go on from what <paramref name="products"/> holds. So a long chain is cut into several tables, whose panels fit into the first cache, and has the
    /// same bits as in one.
    /// </param>
    /// <exception cref="ArgumentException">The lengths do not fit.</exception>
    public void Multiply(ReadOnlyMemory<float> rows, Memory<float> products, bool add = false)
    {
        int count = rows.Length / Dim;
        if (rows.Length % Dim != 0) throw new ArgumentException($"{rows.Length} values are not a whole number of rows of {Dim}.", nameof(rows));
        if (products.Length != (long)count * Count) throw new ArgumentException($"{count} rows and {Count} items do not give {products.Length} products.", nameof(products));
        // What a core takes at a time: little enough that all cores have some.
        int size = Math.Clamp(count / (2 * Environment.ProcessorCount) / RowsAtOnce * RowsAtOnce, RowsAtOnce, MaxRowsInBlock);
        Parallel.For(0, (count + size - 1) / size, block =>
        {
            int first = block * size;
            int length = Math.Min(size, count - first);
            MultiplyBlock(rows.Span.Slice(first * Dim, length * Dim), products.Span.Slice(first * Count, length * Count), add);
        });
    }

    private void MultiplyBlock(ReadOnlySpan<float> rows, Span<float> products, bool add)
    {
        int count = rows.Length / Dim;
        int groups = (count + RowsAtOnce - 1) / RowsAtOnce;
        float[] rented = ArrayPool<float>.Shared.Rent(groups * RowsAtOnce * Dim);
        Span<float> packed = rented.AsSpan(0, groups * RowsAtOnce * Dim);   // [groups, D, rows at once]; rows that are missing are 0
        packed.Clear();
        for (int row = 0; row < count; row++)
        {
            ReadOnlySpan<float> values = rows.Slice(row * Dim, Dim);
            int at = row / RowsAtOnce * RowsAtOnce * Dim + row % RowsAtOnce;
            for (int d = 0; d < values.Length; d++) packed[at + d * RowsAtOnce] = values[d];
        }
        if (_wide) MultiplyPanels<Lanes512, Vector512<float>>(packed, count, products, add);
        else MultiplyPanels<Lanes256, Vector256<float>>(packed, count, products, add);
        ArrayPool<float>.Shared.Return(rented);
    }

    private void MultiplyPanels<TLanes, TVector>(ReadOnlySpan<float> packed, int count, Span<float> products, bool add)
        where TLanes : ILanes<TVector>
        where TVector : struct
    {
        Span<float> tile = stackalloc float[RowsAtOnce * _width];
        for (int item = 0, at = _start; item < Count; item += _width, at += Dim * _width)
        {
            int items = Math.Min(_width, Count - item);
            for (int row = 0; row < count; row += RowsAtOnce)
            {
                int rows = Math.Min(RowsAtOnce, count - row);
                ref float panel = ref _panels[at];
                ref float group = ref Unsafe.AsRef(in packed[row * Dim]);
                if (items == _width && rows == RowsAtOnce)
                {
                    // Checked here, as the kernel does not check.
                    Span<float> target = products[(row * Count + item)..((row + RowsAtOnce - 1) * Count + item + _width)];
                    MultiplyTile<TLanes, TVector>(ref panel, ref group, ref target[0], (nuint)Count, add);
                    continue;
                }
                for (int r = 0; add && r < rows; r++) products.Slice((row + r) * Count + item, items).CopyTo(tile[(r * _width)..]);
                MultiplyTile<TLanes, TVector>(ref panel, ref group, ref tile[0], (nuint)_width, add);
                for (int r = 0; r < rows; r++) tile.Slice(r * _width, items).CopyTo(products[((row + r) * Count + item)..]);
            }
        }
    }

    /// <summary>Four rows by three vectors of items: reads D * width floats of the panel and D * 4 of the rows, writes or goes on from 4 rows that lie <paramref name="stride"/> apart.</summary>
    private void MultiplyTile<TLanes, TVector>(ref float panel, ref float rows, ref float target, nuint stride, bool add)
        where TLanes : ILanes<TVector>
        where TVector : struct
    {
        nuint lanes = (nuint)TLanes.Count;
        TVector a0 = TLanes.Fill(0), a1 = a0, a2 = a0;
        TVector b0 = a0, b1 = a0, b2 = a0;
        TVector c0 = a0, c1 = a0, c2 = a0;
        TVector d0 = a0, d1 = a0, d2 = a0;
        if (add)
        {
            Load<TLanes, TVector>(ref target, 0, out a0, out a1, out a2);
            Load<TLanes, TVector>(ref target, stride, out b0, out b1, out b2);
            Load<TLanes, TVector>(ref target, 2 * stride, out c0, out c1, out c2);
            Load<TLanes, TVector>(ref target, 3 * stride, out d0, out d1, out d2);
        }
        for (int d = Dim; d > 0; d--)
        {
            TVector x = TLanes.Load(ref panel, 0), y = TLanes.Load(ref panel, lanes), z = TLanes.Load(ref panel, 2 * lanes);
            TVector row = TLanes.Fill(rows);
            a0 = TLanes.MultiplyAdd(row, x, a0);
            a1 = TLanes.MultiplyAdd(row, y, a1);
            a2 = TLanes.MultiplyAdd(row, z, a2);
            row = TLanes.Fill(Unsafe.Add(ref rows, 1));
            b0 = TLanes.MultiplyAdd(row, x, b0);
            b1 = TLanes.MultiplyAdd(row, y, b1);
            b2 = TLanes.MultiplyAdd(row, z, b2);
            row = TLanes.Fill(Unsafe.Add(ref rows, 2));
            c0 = TLanes.MultiplyAdd(row, x, c0);
            c1 = TLanes.MultiplyAdd(row, y, c1);
            c2 = TLanes.MultiplyAdd(row, z, c2);
            row = TLanes.Fill(Unsafe.Add(ref rows, 3));
            d0 = TLanes.MultiplyAdd(row, x, d0);
            d1 = TLanes.MultiplyAdd(row, y, d1);
            d2 = TLanes.MultiplyAdd(row, z, d2);
            panel = ref Unsafe.Add(ref panel, VectorsAtOnce * lanes);
            rows = ref Unsafe.Add(ref rows, RowsAtOnce);
        }
        Store<TLanes, TVector>(a0, a1, a2, ref target, 0);
        Store<TLanes, TVector>(b0, b1, b2, ref target, stride);
        Store<TLanes, TVector>(c0, c1, c2, ref target, 2 * stride);
        Store<TLanes, TVector>(d0, d1, d2, ref target, 3 * stride);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Load<TLanes, TVector>(ref float target, nuint offset, out TVector x, out TVector y, out TVector z)
        where TLanes : ILanes<TVector>
        where TVector : struct
    {
        x = TLanes.Load(ref target, offset);
        y = TLanes.Load(ref target, offset + (nuint)TLanes.Count);
        z = TLanes.Load(ref target, offset + 2 * (nuint)TLanes.Count);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<TLanes, TVector>(TVector x, TVector y, TVector z, ref float target, nuint offset)
        where TLanes : ILanes<TVector>
        where TVector : struct
    {
        TLanes.Store(x, ref target, offset);
        TLanes.Store(y, ref target, offset + (nuint)TLanes.Count);
        TLanes.Store(z, ref target, offset + 2 * (nuint)TLanes.Count);
    }
}
