using System.Numerics;
using System.Runtime.CompilerServices;

namespace OnnxRecs.Candidates.Hnsw;

/// <summary>What is known of each node beside its vector and its links on layer 0. Grows; only the builder changes it.</summary>
internal sealed unsafe class NodeTable
{
    private const int WordBits = 64;

    private readonly int _m;
    private int[] _upper = [];
    private int* _upperStart;

    /// <param name="m">Slots of a list above layer 0.</param>
    public NodeTable(int m) => _m = m;

    /// <summary>Of what a file holds; the arrays are taken over.</summary>
    /// <param name="deleted">A bit for each node and none beyond.</param>
    /// <param name="upperLinks">[sum of the levels, M]. Copied.</param>
    public NodeTable(int m, int[] ids, byte[] levels, ulong[] deleted, ReadOnlySpan<int> upperLinks, int entry)
        : this(m)
    {
        (Ids, Levels, Deleted, UpperRows, Count, Entry) = (ids, levels, deleted, new int[ids.Length], ids.Length, entry);
        for (int node = 0; node < levels.Length; node++)
        {
            UpperRows[node] = UpperRowCount;
            UpperRowCount += levels[node];
        }
        foreach (ulong word in deleted) DeletedCount += BitOperations.PopCount(word);
        int rows = UpperRowCount;
        UpperRowCount = 0;
        ReserveUpper(rows);
        UpperRowCount = rows;
        upperLinks.CopyTo(UpperLinks);
    }

    /// <summary>Slots in use, those of deleted nodes included.</summary>
    public int Count { get; private set; }

    /// <summary>Where every search begins: a node of the highest level; <see cref="HnswGraph.None"/> in an empty graph.</summary>
    public int Entry { get; set; } = HnswGraph.None;

    public int TopLayer => Levels[Entry];

    /// <summary>What the caller calls a node.</summary>
    public int[] Ids { get; private set; } = [];

    /// <summary>The topmost layer of each node.</summary>
    public byte[] Levels { get; private set; } = [];

    /// <summary>Nodes that are not to be found any more, a bit each. Searches go on through them.</summary>
    public ulong[] Deleted { get; private set; } = [];

    public int DeletedCount { get; private set; }

    /// <summary>How many lists there are above layer 0.</summary>
    public int UpperRowCount { get; private set; }

    /// <summary>All of them: [rows, M].</summary>
    public Span<int> UpperLinks => _upper.AsSpan(0, UpperRowCount * _m);

    /// <summary>Of the first upper list of each node; the others follow it.</summary>
    public int[] UpperRows { get; private set; } = [];

    public long Bytes => (sizeof(int) + sizeof(int) + sizeof(byte)) * (long)Ids.Length + sizeof(ulong) * (long)Deleted.Length + sizeof(int) * (long)_upper.Length;

    /// <summary>A list on a layer from 1 to the node's level.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int* Upper(int node, int layer) => _upperStart + (nint)(UpperRows[node] + layer - 1) * _m;

    public bool IsDeleted(int node) => (Deleted[node / WordBits] >> (node % WordBits) & 1) != 0;

    public void SetDeleted(int node, bool deleted)
    {
        ulong bit = 1UL << (node % WordBits);
        ref ulong word = ref Deleted[node / WordBits];
        if ((word & bit) != 0 == deleted) return;
        word ^= bit;
        DeletedCount += deleted ? 1 : -1;
    }

    /// <summary>Makes room for so many nodes.</summary>
    public void Reserve(int capacity)
    {
        if (capacity <= Ids.Length) return;
        int[] ids = Ids, rows = UpperRows;
        byte[] levels = Levels;
        ulong[] deleted = Deleted;
        Array.Resize(ref ids, capacity);
        Array.Resize(ref rows, capacity);
        Array.Resize(ref levels, capacity);
        Array.Resize(ref deleted, (capacity - 1) / WordBits + 1);
        (Ids, UpperRows, Levels, Deleted) = (ids, rows, levels, deleted);
    }

    /// <summary>A new node, for which there is room, with empty upper lists.</summary>
    public int Append(int id, int level)
    {
        ReserveUpper(UpperRowCount + level);
        int node = Count++;
        Ids[node] = id;
        Levels[node] = (byte)level;
        UpperRows[node] = UpperRowCount;
        _upper.AsSpan(UpperRowCount * _m, level * _m).Fill(HnswGraph.None);
        UpperRowCount += level;
        return node;
    }

    /// <summary>The upper lists of a node, one after the other.</summary>
    public Span<int> UpperLists(int node) => _upper.AsSpan(UpperRows[node] * _m, Levels[node] * _m);

    public NodeTable Copy()
    {
        var copy = new NodeTable(_m) { Entry = Entry };
        copy.Reserve(Count);
        for (int node = 0; node < Count; node++)
        {
            copy.Append(Ids[node], Levels[node]);
            UpperLists(node).CopyTo(copy.UpperLists(node));
            copy.SetDeleted(node, IsDeleted(node));
        }
        return copy;
    }

    private void ReserveUpper(int rows)
    {
        if (rows * (long)_m <= _upper.Length) return;
        // Pinned, so that its pointer holds.
        int[] grown = GC.AllocateUninitializedArray<int>(checked(Math.Max(rows, 2 * UpperRowCount) * _m), pinned: true);
        _upper.AsSpan(0, UpperRowCount * _m).CopyTo(grown);
        _upper = grown;
        _upperStart = (int*)Unsafe.AsPointer(ref _upper[0]);
    }
}
