using System.Runtime.CompilerServices;

namespace OnnxRecs.Data;

/// <summary>A list of one kind of value that grows by blocks: nothing is copied as it grows, so its peak is its size.</summary>
internal sealed class Column<T> where T : unmanaged
{
    private const int Shift = 20;
    private const int BlockSize = 1 << Shift;
    private const int FirstSize = 16;
    private const int PartSize = 1 << 16;

    private readonly int _shift;
    private readonly int _mask;
    private T[][] _blocks;
    private T[] _last;
    private int _full; // entries before _last
    private int _used; // entries in _last

    public Column()
    {
        (_shift, _mask) = (Shift, BlockSize - 1);
        _last = new T[FirstSize];
        _blocks = [_last];
    }

    private Column(T[] whole)
    {
        // All of it is one block: an index shifted by 31 is 0.
        (_shift, _mask) = (31, int.MaxValue);
        _last = whole;
        _blocks = [whole];
        _used = whole.Length;
    }

    public int Count => _full + _used;

    public T this[int index]
    {
        get => _blocks[index >> _shift][index & _mask];
        set => _blocks[index >> _shift][index & _mask] = value;
    }

    /// <summary>An array seen as a column; it is not copied.</summary>
    public static Column<T> Of(T[] whole) => new(whole);

    public void Add(T value)
    {
        if (_used == _last.Length) Grow();
        _last[_used++] = value;
    }

    /// <summary>The values in another order, or as they are where it is null.</summary>
    public T[] Pick(int[]? order)
    {
        if (order is null) return ToArray();
        var picked = new T[order.Length];
        InParallel.Over(order.Length, PartSize, [MethodImpl(Hot.Code)] (from, to) =>
        {
            for (int i = from; i < to; i++) picked[i] = this[order[i]];
        });
        return picked;
    }

    /// <summary>Replaces each value.</summary>
    public void Replace(Func<T, T> by) => InParallel.Over(Count, PartSize, [MethodImpl(Hot.Code)] (from, to) =>
    {
        for (int i = from; i < to; i++) this[i] = by(this[i]);
    });

    private T[] ToArray()
    {
        if (_blocks.Length == 1 && _used == _last.Length) return _last;
        var all = new T[Count];
        for (int b = 0; b < _blocks.Length; b++) _blocks[b].AsSpan(0, Math.Min(_blocks[b].Length, Count - (b << _shift))).CopyTo(all.AsSpan(b << _shift));
        return all;
    }

    /// <summary>The first block doubles until it is whole, so that a small set stays small.</summary>
    private void Grow()
    {
        if (_last.Length < BlockSize)
        {
            Array.Resize(ref _last, _last.Length * 2);
            _blocks[0] = _last;
            return;
        }
        _full += _used;
        _used = 0;
        _last = new T[BlockSize];
        _blocks = [.. _blocks, _last];
    }
}
