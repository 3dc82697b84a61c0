using System.Numerics;

namespace OnnxRecs.Pipeline;

/// <summary>Which items a search may give. Immutable; thread-safe where its predicate is.</summary>
public sealed class ItemFilter
{
    private const int WordBits = 64;

    private readonly ulong[] _bits = [];
    private readonly Func<int, bool>? _predicate;

    private ItemFilter(Func<int, bool> predicate) => _predicate = predicate;

    private ItemFilter(ulong[] bits)
    {
        _bits = bits;
        long count = 0;
        foreach (ulong word in bits) count += BitOperations.PopCount(word);
        PassCount = count;
    }

    /// <summary>How many items pass, those included that no index has; null where only a predicate knows.</summary>
    public long? PassCount { get; }

    /// <summary>Item i passes where bit i % 64 of word i / 64 is set; items beyond the last word do not. Not copied; must not change while searches run.</summary>
    public static ItemFilter Bitmap(ulong[] bits) => new(bits);

    /// <summary>These items pass, given in any order.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An item is negative.</exception>
    public static ItemFilter Only(params ReadOnlySpan<int> items)
    {
        int last = -1;
        foreach (int item in items)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(item, nameof(items));
            last = Math.Max(last, item);
        }
        ulong[] bits = new ulong[last < 0 ? 0 : last / WordBits + 1];
        foreach (int item in items) bits[item / WordBits] |= 1UL << (item % WordBits);
        return new ItemFilter(bits);
    }

    /// <summary>Items pass for which the predicate holds. It must give the same answer each time, and is asked up to twice for each item that a search meets.</summary>
    public static ItemFilter Where(Func<int, bool> predicate) => new(predicate);

    public bool Passes(int item)
    {
        if (_predicate is not null) return _predicate(item);
        int word = item / WordBits;
        return (uint)word < (uint)_bits.Length && (_bits[word] >> (item % WordBits) & 1) != 0;
    }

    /// <summary>The first item from <paramref name="from"/> on that passes; -1: none does.</summary>
    /// <exception cref="InvalidOperationException">Only a predicate knows.</exception>
    public int Next(int from)
    {
        if (_predicate is not null) throw new InvalidOperationException("A predicate cannot list the items that pass.");
        int word = from / WordBits;
        if (word >= _bits.Length) return -1;
        ulong rest = _bits[word] & (ulong.MaxValue << (from % WordBits));
        while (rest == 0)
        {
            if (++word == _bits.Length) return -1;
            rest = _bits[word];
        }
        return word * WordBits + BitOperations.TrailingZeroCount(rest);
    }
}
