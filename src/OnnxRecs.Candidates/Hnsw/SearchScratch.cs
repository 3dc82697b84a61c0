using System.Runtime.CompilerServices;
using OnnxRecs.Candidates.Vectors;

namespace OnnxRecs.Candidates.Hnsw;

/// <summary>All that one search changes. The caller's: for one thread at a time, for any index, used again without allocation.</summary>
/// <remarks>
/// It grows to a byte for each node of the greatest index that it has served, and to what its longest lists need. In the paper's letters: marks are v, candidates are C,
/// results and then <see cref="Found"/> are W.
/// </remarks>
public sealed unsafe class SearchScratch
{
    private byte[] _marks = [];
    private byte _generation;
    private byte[] _query = [];
    private int _vectorBytes;
    private int[] _batch = [];
    private ulong[] _keys = [];
    private ulong[] _pool = [];
    private ulong* _poolStart;
    private float[] _measured = [];
    private float[] _stretched = [];
    private ulong[] _found = [];
    private int _foundCount;

    /// <summary>How many distances the searches have worked out since it was made: what a search costs, whatever the machine.</summary>
    public long Distances { get; internal set; }

    /// <summary>Keys (<see cref="DistanceKey"/>) of nodes whose links are still to be followed; the nearest on top.</summary>
    internal KeyHeap Candidates { get; } = new();

    /// <summary>Complemented keys of the nearest nodes so far, so that the farthest of them is on top.</summary>
    internal KeyHeap Results { get; } = new();

    /// <summary>What the last search of a layer found, nearest first; valid until the next.</summary>
    internal ReadOnlySpan<ulong> Found => FoundKeys;

    /// <summary>The same, for whoever needs them no longer as they are.</summary>
    internal Span<ulong> FoundKeys => _found.AsSpan(0, _foundCount);

    /// <summary>One for each node; those of <see cref="Generation"/> have been met.</summary>
    internal byte* Marks { get; private set; }

    internal byte Generation => _generation;

    /// <summary>Room for a vector as the graph stores them, padded with zeros.</summary>
    internal byte* Query { get; private set; }

    /// <summary>Room for a vector as floats, padded with zeros.</summary>
    internal byte* ExactQuery { get; private set; }

    /// <summary>Room for the links of a node.</summary>
    internal int* Batch { get; private set; }

    /// <summary>Room for so many keys, with whatever was there before.</summary>
    internal Span<ulong> Keys(int count)
    {
        if (_keys.Length < count) _keys = new ulong[Math.Max(count, 2 * _keys.Length)];
        return _keys.AsSpan(0, count);
    }

    /// <summary>Room for the distances of the links of a node, and sixteen more.</summary>
    internal float* Measured { get; private set; }

    /// <summary>Room for so many floats.</summary>
    internal Span<float> Stretched(int dim)
    {
        if (_stretched.Length < dim) _stretched = new float[dim];
        return _stretched.AsSpan(0, dim);
    }

    /// <summary>Makes room for a graph, and for so many nodes in <see cref="Batch"/>.</summary>
    internal void Fit(HnswGraph graph, int nodes = 0)
    {
        int capacity = graph.Blocks.Capacity, vectorBytes = graph.Blocks.Layout.VectorBytes, batch = Math.Max(nodes, 2 * graph.M) + 4;
        if (_marks.Length < capacity)
        {
            _marks = GC.AllocateArray<byte>(capacity, pinned: true);
            Marks = (byte*)Unsafe.AsPointer(ref _marks[0]);
            _generation = 0;
        }
        // The query twice: as the blocks have vectors, and as floats.
        int floatBytes = new BlockLayout(graph.Dim, VectorStorage.Float32, linkSlots: 0).VectorBytes;
        if (vectorBytes != _vectorBytes || _query.Length < vectorBytes + floatBytes + BlockLayout.Line)
        {
            _vectorBytes = vectorBytes;
            _query = GC.AllocateArray<byte>(vectorBytes + floatBytes + BlockLayout.Line, pinned: true);
            byte* start = (byte*)Unsafe.AsPointer(ref _query[0]);
            Query = start + (-(nint)start & (BlockLayout.Line - 1));
            ExactQuery = Query + vectorBytes;
        }
        // Distances are worked out four at a time.
        if (_batch.Length < batch)
        {
            _batch = GC.AllocateArray<int>(Math.Max(batch, 2 * _batch.Length), pinned: true);
            Batch = (int*)Unsafe.AsPointer(ref _batch[0]);
        }
        if (_measured.Length < 2 * graph.M + 16)
        {
            _measured = GC.AllocateArray<float>(2 * graph.M + 16, pinned: true);
            Measured = (float*)Unsafe.AsPointer(ref _measured[0]);
        }
    }

    /// <summary>Forgets everything but <see cref="Found"/>.</summary>
    internal void Begin()
    {
        // A mark counts only when it is of this generation: forgetting all of them is one increment, and a byte is enough where all are cleared now and then.
        if (++_generation == 0)
        {
            Array.Clear(_marks);
            _generation = 1;
        }
        Candidates.Clear();
        Results.Clear();
    }

    /// <summary>Marks a node; false when it was marked before.</summary>
    internal bool Visit(int node)
    {
        if (_marks[node] == _generation) return false;
        _marks[node] = _generation;
        return true;
    }

    /// <summary>Room for so many keys of a <see cref="NearestPool"/>.</summary>
    internal ulong* Pool(int ef)
    {
        if (_pool.Length < ef)
        {
            _pool = GC.AllocateUninitializedArray<ulong>(Math.Max(ef, 2 * _pool.Length), pinned: true);
            _poolStart = (ulong*)Unsafe.AsPointer(ref _pool[0]);
        }
        return _poolStart;
    }

    /// <summary>Takes the keys of a pool as what was found.</summary>
    internal void Finish(in NearestPool pool)
    {
        ReserveFound(pool.Count);
        pool.CopyTo(_found);
    }

    /// <summary>Puts the results in order.</summary>
    internal void Finish()
    {
        ReadOnlySpan<ulong> results = Results.Keys;
        ReserveFound(results.Length);
        for (int i = 0; i < results.Length; i++) _found[i] = ~results[i];
        _found.AsSpan(0, _foundCount).Sort();
    }

    private void ReserveFound(int count)
    {
        if (_found.Length < count) _found = new ulong[Math.Max(count, 2 * _found.Length)];
        _foundCount = count;
    }
}
