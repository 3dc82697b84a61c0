using OnnxRecs.Numerics;

namespace OnnxRecs.Candidates.Hnsw;

/// <summary>Builds an <see cref="HnswIndex"/> one vector after the other: the paper's Algorithm 1.</summary>
/// <remarks>
/// We differ from the paper in that vectors are inserted in a random order, so that a catalogue sorted by genre or popularity does no
/// harm, and in that nodes which pruning has cut off are linked again. Equal vectors, options and seed give an identical graph (on one
/// kind of processor: sums differ in their last bits between vector widths). Cost about O(Count EfConstruction M Dim log Count).
/// </remarks>
public sealed class HnswBuilder
{
    private readonly HnswGraph _graph;
    private readonly HnswOptions _options;
    private readonly LiftedVectors _vectors;
    private readonly NeighbourSelection _selection;
    private readonly SearchScratch _scratch;
    private readonly ulong[] _neighbours;

    private HnswBuilder(VectorTable vectors, HnswOptions options, int[] levels)
    {
        _graph = HnswGraph.WithoutLinks(vectors, options.M, levels);
        _options = options;
        _vectors = new LiftedVectors(vectors);
        _selection = new NeighbourSelection(_vectors);
        _scratch = new SearchScratch(vectors.Count);
        _neighbours = new ulong[2 * options.M + 1];
    }

    /// <summary>Builds the index of all vectors.</summary>
    /// <param name="vectors">Item i has row i; not copied.</param>
    /// <param name="options">The index keeps them.</param>
    /// <exception cref="ArgumentException">A vector is not finite, or an option out of range.</exception>
    public static HnswIndex Build(VectorTable vectors, HnswOptions options)
    {
        options.Check();
        IndexInput.CheckVectors(vectors);
        var rng = new Rng(options.Seed);
        int[] order = new int[vectors.Count], levels = new int[vectors.Count];
        for (int i = 0; i < order.Length; i++)
        {
            order[i] = i;
            levels[i] = DrawLevel(rng, options.M);
        }
        rng.Shuffle<int>(order);

        var builder = new HnswBuilder(vectors, options, levels);
        foreach (int node in order) builder.Insert(node);
        Reachability.Repair(builder._graph, builder._vectors, builder._scratch, options.EfConstruction);
        return new HnswIndex(builder._graph, options);
    }

    // The paper's floor(-ln(U) / ln(M)), for that is l or more with probability M^-l; but exact integers on every machine.
    private static int DrawLevel(Rng rng, int m)
    {
        int level = 0;
        while (level < HnswGraph.MaxLevel && rng.NextInt(m) == 0) level++;
        return level;
    }

    // Algorithm 1
    private void Insert(int node)
    {
        int level = _graph.Levels[node];
        if (_graph.Entry == HnswGraph.None)
        {
            _graph.Entry = node;
            return;
        }
        var similarity = new NodeSimilarity(_vectors, node);
        int top = _graph.TopLayer;
        _scratch.Begin();
        _scratch.Enter(GraphSearch.Descend(_graph, similarity, level));
        for (int layer = Math.Min(top, level); layer >= 0; layer--)
        {
            GraphSearch.SearchLayer(_graph, similarity, layer, _options.EfConstruction, _scratch);
            Span<int> row = _graph.Row(node, layer);
            int count = _selection.Select(_scratch.Found, row[.._options.M]);
            foreach (int neighbour in row[..count]) LinkBack(neighbour, node, layer);
            // W is the set of entry points of the next layer.
            _scratch.Begin();
            foreach (ulong key in _scratch.Found) _scratch.Enter(key);
        }
        if (level > top) _graph.Entry = node;
    }

    // A full list is chosen anew from itself and the newcomer, and is full again: what the heuristic refuses fills it up.
    private void LinkBack(int node, int newcomer, int layer)
    {
        Span<int> row = _graph.Row(node, layer);
        int count = row.IndexOf(HnswGraph.None);
        if (count >= 0)
        {
            row[count] = newcomer;
            return;
        }
        Span<ulong> keys = _neighbours.AsSpan(0, row.Length + 1);
        for (int i = 0; i < row.Length; i++) keys[i] = ScoreKey.Pack(_vectors.Product(node, row[i]), row[i]);
        keys[row.Length] = ScoreKey.Pack(_vectors.Product(node, newcomer), newcomer);
        keys.Sort();
        _selection.Select(keys, row);
    }
}
