using OnnxRecs.Numerics;

namespace OnnxRecs.Candidates.Hnsw;

/// <summary>All that one search changes: which nodes it has met, its candidates and its results. For one thread at a time; reused.</summary>
/// <remarks>In the paper's letters: marks are v, <see cref="Candidates"/> is C, <see cref="Results"/> and then <see cref="Found"/> is W.</remarks>
internal sealed class SearchScratch(int nodeCount)
{
    private readonly int[] _marks = new int[nodeCount];
    private ulong[] _found = [];
    private int _foundCount;

    /// <summary>Which search this is. Settable, so that a test need not begin two billion of them.</summary>
    public int Generation { get; set; }

    /// <summary>Keys (<see cref="ScoreKey"/>) of nodes whose links are still to be followed; the nearest on top.</summary>
    public KeyHeap Candidates { get; } = new();

    /// <summary>Complemented keys of the nearest nodes so far, so that the farthest of them is on top.</summary>
    public KeyHeap Results { get; } = new();

    /// <summary>What the last search of a layer found, nearest first; valid until the next.</summary>
    public ReadOnlySpan<ulong> Found => _found.AsSpan(0, _foundCount);

    /// <summary>Forgets everything but <see cref="Found"/>.</summary>
    public void Begin()
    {
        // A mark counts only when it is of this generation: forgetting all of them is one increment.
        if (++Generation == int.MaxValue)
        {
            Array.Clear(_marks);
            Generation = 1;
        }
        Candidates.Clear();
        Results.Clear();
    }

    /// <summary>Makes a node an entry point of the search, once.</summary>
    public void Enter(ulong key)
    {
        if (!Visit(ScoreKey.Item(key))) return;
        Candidates.Push(key);
        Results.Push(~key);
    }

    /// <summary>Marks a node; false when it was marked before.</summary>
    public bool Visit(int node)
    {
        if (_marks[node] == Generation) return false;
        _marks[node] = Generation;
        return true;
    }

    /// <summary>Puts the results in order.</summary>
    public void Finish()
    {
        ReadOnlySpan<ulong> results = Results.Keys;
        if (_found.Length < results.Length) _found = new ulong[Math.Max(results.Length, 2 * _found.Length)];
        for (int i = 0; i < results.Length; i++) _found[i] = ~results[i];
        _foundCount = results.Length;
        _found.AsSpan(0, _foundCount).Sort();
    }
}
