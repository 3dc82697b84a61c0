namespace OnnxRecs.Candidates.Hnsw;

/// <summary>Makes every node reachable from the entry point over the links of layer 0.</summary>
/// <remarks>
/// Links are one-way, and a node whose every neighbour has pruned it cannot be found any more. Such a node gets a link from one of the
/// nearest nodes that can be reached, in a free slot or in place of a link that no other node depends on.
/// </remarks>
internal static unsafe class Reachability
{
    private const int Unreached = -1;

    /// <summary>Returns how many links were added. Cost O(Count M) and a search for each of them.</summary>
    /// <param name="lifts">Of the nodes; null: without.</param>
    /// <param name="ef">Of the searches.</param>
    public static int Repair(HnswGraph graph, GraphSearch search, float* lifts, int ef, SearchScratch scratch)
    {
        if (graph.Nodes.Count == 0) return 0;
        int[] parents = Tree(graph);
        int added = 0, entry = graph.Nodes.Entry;
        for (int node = 0; node < parents.Length; node++)
        {
            if (parents[node] != Unreached) continue;
            // Whatever a search from the entry point finds can be reached.
            var target = new Target(graph.Blocks.Vector(node), lifts is null ? 0 : lifts[node], lifts);
            ulong from = DistanceKey.Pack(search.Distance(graph, target, entry), entry);
            search.SearchLayer(graph, target, layer: 0, new ReadOnlySpan<ulong>(ref from), ef, scratch);
            Attach(graph, parents, node, scratch.Found);
            added++;
        }
        return added;
    }

    /// <summary>For each node the one from which it was first reached, the entry point for itself; -1 for those that cannot be reached.</summary>
    public static int[] Tree(HnswGraph graph)
    {
        int[] parents = new int[graph.Nodes.Count];
        Array.Fill(parents, Unreached);
        if (parents.Length > 0) Grow(graph, parents, graph.Nodes.Entry, graph.Nodes.Entry);
        return parents;
    }

    // Adds a node, and all that becomes reachable through it, to the tree.
    private static void Grow(HnswGraph graph, int[] parents, int parent, int node)
    {
        var queue = new Queue<int>();
        parents[node] = parent;
        queue.Enqueue(node);
        while (queue.TryDequeue(out int from))
        {
            foreach (int to in graph.LinksOf(from, layer: 0))
            {
                if (parents[to] != Unreached) continue;
                parents[to] = from;
                queue.Enqueue(to);
            }
        }
    }

    private static void Attach(HnswGraph graph, int[] parents, int node, ReadOnlySpan<ulong> nearest)
    {
        foreach (ulong key in nearest)
        {
            if (TryLink(graph, parents, DistanceKey.Node(key), node)) return;
        }
        // All of them are full of links of the tree. Its leaves are not, so this loop ends with a link.
        for (int from = 0; !(parents[from] != Unreached && TryLink(graph, parents, from, node)); from++) { }
    }

    private static bool TryLink(HnswGraph graph, int[] parents, int from, int to)
    {
        Span<int> row = graph.Row(from, layer: 0);
        int slot = graph.LinksOf(from, layer: 0).Length;
        if (slot == row.Length)
        {
            // The last one that is no link of the tree: the farthest, where the list has been pruned.
            do slot--;
            while (slot >= 0 && parents[row[slot]] == from && row[slot] != from);
            if (slot < 0) return false;
        }
        row[slot] = to;
        Grow(graph, parents, from, to);
        return true;
    }
}
