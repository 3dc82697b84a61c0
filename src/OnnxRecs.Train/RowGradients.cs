using System.Numerics;
using System.Runtime.InteropServices;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace OnnxRecs.Train;

/// <summary>Rows that a model looked up in a table while it was trained: a leaf of the graph of gradients, so that nothing is made for the other rows.</summary>
/// <param name="Table">The table.</param>
/// <param name="Index">Which rows, in one dimension.</param>
/// <param name="Rows">Their values; has the gradient after the backward pass.</param>
public sealed record TableLookup(Ops.Weight Table, Tensor Index, Tensor Rows);

/// <summary>Gradients of those rows of a table that a step has looked up, summed by row. Cost of a step O(looked up rows x width).</summary>
/// <param name="rowCount">Rows of the table.</param>
/// <param name="width">Values of a row.</param>
internal sealed class RowGradients(int rowCount, int width)
{
    private readonly int[] _place = NewPlaces(rowCount); // of each row in the list, or -1
    private readonly List<int> _rows = [];
    private float[] _sums = [];

    public int Count => _rows.Count;

    public int Width => width;

    /// <summary>[Count, Width], in the order of first occurrence.</summary>
    public ReadOnlySpan<float> Sums => _sums.AsSpan(0, Count * width);

    public int RowAt(int i) => _rows[i];

    public ReadOnlySpan<float> SumAt(int i) => _sums.AsSpan(i * width, width);

    public long[] Indexes() => [.. _rows.Select(row => (long)row)];

    /// <param name="index">int64, contiguous, on the CPU.</param>
    /// <param name="gradients">A row for each index.</param>
    public void Add(Tensor index, Tensor gradients)
    {
        ReadOnlySpan<long> indexes = MemoryMarshal.Cast<byte, long>(index.bytes);
        ReadOnlySpan<float> values = MemoryMarshal.Cast<byte, float>(gradients.bytes);
        for (int i = 0; i < indexes.Length; i++)
        {
            ReadOnlySpan<float> added = values.Slice(i * width, width);
            ref int place = ref _place[indexes[i]];
            if (place < 0)
            {
                place = _rows.Count;
                _rows.Add((int)indexes[i]);
                if (_sums.Length < Count * width) Array.Resize(ref _sums, Math.Max(Count * width, 2 * _sums.Length));
                added.CopyTo(_sums.AsSpan(place * width, width));
            }
            else
            {
                AddTo(_sums.AsSpan(place * width, width), added);
            }
        }
    }

    /// <summary>Adds rows to a dense gradient; a row may come more than once.</summary>
    /// <param name="table">[rowCount, width], contiguous, on the CPU.</param>
    /// <param name="index">int64, contiguous.</param>
    /// <param name="gradients">A row for each index, contiguous.</param>
    public static void AddTo(Tensor table, Tensor index, Tensor gradients)
    {
        ReadOnlySpan<long> indexes = MemoryMarshal.Cast<byte, long>(index.bytes);
        ReadOnlySpan<float> values = MemoryMarshal.Cast<byte, float>(gradients.bytes);
        Span<float> sums = MemoryMarshal.Cast<byte, float>(table.bytes);
        int width = values.Length / indexes.Length;
        for (int i = 0; i < indexes.Length; i++) AddTo(sums.Slice((int)indexes[i] * width, width), values.Slice(i * width, width));
    }

    public void Clear()
    {
        foreach (int row in _rows) _place[row] = -1;
        _rows.Clear();
    }

    // Rows are short: what a general function asks and checks first would cost more than the sum.
    private static void AddTo(Span<float> sum, ReadOnlySpan<float> added)
    {
        int i = 0;
        for (; i <= sum.Length - Vector<float>.Count; i += Vector<float>.Count) (new Vector<float>(sum[i..]) + new Vector<float>(added[i..])).CopyTo(sum[i..]);
        for (; i < sum.Length; i++) sum[i] += added[i];
    }

    private static int[] NewPlaces(int count)
    {
        int[] places = new int[count];
        Array.Fill(places, -1);
        return places;
    }
}
