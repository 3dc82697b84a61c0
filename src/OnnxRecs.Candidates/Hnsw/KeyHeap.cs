namespace OnnxRecs.Candidates.Hnsw;

/// <summary>A binary heap of keys with the lowest on top. It grows and never shrinks, so a used one does not allocate.</summary>
internal sealed class KeyHeap
{
    private ulong[] _keys = new ulong[64];

    public int Count { get; private set; }

    public ulong Top => _keys[0];

    /// <summary>In no order.</summary>
    public ReadOnlySpan<ulong> Keys => _keys.AsSpan(0, Count);

    public void Clear() => Count = 0;

    public void Push(ulong key)
    {
        if (Count == _keys.Length) Array.Resize(ref _keys, 2 * Count);
        Span<ulong> keys = _keys;
        int at = Count++;
        while (at > 0)
        {
            int parent = (at - 1) / 2;
            if (keys[parent] <= key) break;
            keys[at] = keys[parent];
            at = parent;
        }
        keys[at] = key;
    }

    public ulong Pop()
    {
        ulong top = _keys[0];
        ulong last = _keys[--Count];
        if (Count > 0) ReplaceTop(last);
        return top;
    }

    public void ReplaceTop(ulong key)
    {
        Span<ulong> keys = _keys.AsSpan(0, Count);
        int at = 0;
        while (true)
        {
            int child = 2 * at + 1;
            if (child >= keys.Length) break;
            if (child + 1 < keys.Length && keys[child + 1] < keys[child]) child++;
            if (key <= keys[child]) break;
            keys[at] = keys[child];
            at = child;
        }
        keys[at] = key;
    }
}
