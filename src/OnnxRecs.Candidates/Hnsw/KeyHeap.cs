using System.Runtime.CompilerServices;

namespace OnnxRecs.Candidates.Hnsw;

/// <summary>A binary heap of keys with the lowest on top. It grows and never shrinks, so a used one does not allocate.</summary>
/// <remarks>The runtime's PriorityQueue costs a search 40 % more.</remarks>
internal sealed unsafe class KeyHeap
{
    // Pinned, so that its pointer holds: every index below is one that this class has made itself.
    private ulong[] _array = [];
    private ulong* _keys;

    public KeyHeap() => Reserve(64);

    public int Count { get; private set; }

    public ulong Top => _keys[0];

    /// <summary>In no order.</summary>
    public ReadOnlySpan<ulong> Keys => _array.AsSpan(0, Count);

    public void Clear() => Count = 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Push(ulong key)
    {
        if (Count == _array.Length) Reserve(2 * Count);
        ulong* keys = _keys;
        int at = Count++;
        while (at > 0)
        {
            int parent = (at - 1) >> 1;
            if (keys[parent] <= key) break;
            keys[at] = keys[parent];
            at = parent;
        }
        keys[at] = key;
    }

    public ulong Pop()
    {
        ulong top = _keys[0];
        int count = --Count;
        if (count > 0) Sift(_keys[count], count);
        return top;
    }

    public void ReplaceTop(ulong key) => Sift(key, Count);

    // Puts a key on top and lets it sink.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Sift(ulong key, int count)
    {
        ulong* keys = _keys;
        int at = 0, child = 1;
        while (child < count)
        {
            // Without a branch: which child is the lower one cannot be foretold. The last child may have no sibling.
            int sibling = Math.Min(child + 1, count - 1);
            child = keys[sibling] < keys[child] ? sibling : child;
            if (key <= keys[child]) break;
            keys[at] = keys[child];
            at = child;
            child = 2 * at + 1;
        }
        keys[at] = key;
    }

    private void Reserve(int capacity)
    {
        ulong[] grown = GC.AllocateUninitializedArray<ulong>(capacity, pinned: true);
        _array.CopyTo(grown, 0);
        _array = grown;
        _keys = (ulong*)Unsafe.AsPointer(ref grown[0]);
    }
}
