using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace OnnxRecs.Candidates.Hnsw;

/// <summary>The ef nearest nodes so far, in order, with a mark on those whose links have been followed: the paper's C and W in one.</summary>
/// <remarks>
/// A node that is farther than all of a full W is never followed, so C holds nothing that W does not. For hundreds of keys it is faster than two
/// heaps: a place is found by counting what is below, eight at a time, and nothing is left to be sorted. Among equal distances the order is
/// any, but always the same.
/// </remarks>
internal unsafe ref struct NearestPool
{
    /// <summary>From here on what moves when a key comes in costs more than heaps.</summary>
    public const int MaxEf = 512;

    // Nodes have 31 bits.
    private const ulong Followed = 0x8000_0000;

    // What the last step of the search for a place looks through.
    private const int Window = 64;

    private readonly ulong* _keys;
    private readonly int _ef;
    private int _count;
    private int _next;

    /// <param name="keys">Room for <paramref name="ef"/> keys.</param>
    public NearestPool(ulong* keys, int ef)
    {
        _keys = keys;
        _ef = ef;
    }

    public readonly int Count => _count;

    /// <summary>Keys from here on do not come in.</summary>
    public readonly ulong Limit => _count < _ef ? ulong.MaxValue : _keys[_ef - 1] & ~Followed;

    /// <summary>The nearest node that has not been followed, and marks it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryFollow(out int node)
    {
        while (_next < _count && (_keys[_next] & Followed) != 0) _next++;
        if (_next == _count)
        {
            node = HnswGraph.None;
            return false;
        }
        node = DistanceKey.Node(_keys[_next]);
        _keys[_next++] |= Followed;
        return true;
    }

    /// <summary>Takes a key below <see cref="Limit"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Insert(ulong key)
    {
        int place = PlaceOf(key);
        if (_count < _ef) _count++;
        MoveUp(place, _count - 1);
        _keys[place] = key;
        if (place < _next) _next = place;
    }

    /// <summary>The keys in order, without marks.</summary>
    public readonly void CopyTo(Span<ulong> keys)
    {
        bool sorted = true;
        for (int i = 0; i < _count; i++)
        {
            keys[i] = _keys[i] & ~Followed;
            sorted &= i == 0 || keys[i - 1] <= keys[i];
        }
        if (!sorted) keys[.._count].Sort();
    }

    // How many keys are lower.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly int PlaceOf(ulong key)
    {
        int from = 0, end = _count;
        while (end - from > Window)
        {
            int middle = (from + end) / 2;
            if (_keys[middle] < key) from = middle + 1;
            else end = middle;
        }
        Vector512<ulong> limit = Vector512.Create(key);
        int at = from;
        for (; at <= end - Vector512<ulong>.Count; at += Vector512<ulong>.Count)
        {
            ulong below = Vector512.LessThan(Vector512.Load(_keys + at), limit).ExtractMostSignificantBits();
            if (below != 0xff) return at + BitOperations.TrailingZeroCount(~below);
        }
        while (at < end && _keys[at] < key) at++;
        return at;
    }

    // Moves keys [from, end) up by one.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void MoveUp(int from, int end)
    {
        // From behind, so that nothing is overwritten before it is read. Not in wider vectors: where those are two of the machine's, the
        // second half would be read after the first was written.
        if (Vector256.IsHardwareAccelerated)
        {
            for (; end - from >= Vector256<ulong>.Count; end -= Vector256<ulong>.Count)
            {
                Vector256.Load(_keys + end - Vector256<ulong>.Count).Store(_keys + end - Vector256<ulong>.Count + 1);
            }
        }
        for (; end > from; end--) _keys[end] = _keys[end - 1];
    }
}
