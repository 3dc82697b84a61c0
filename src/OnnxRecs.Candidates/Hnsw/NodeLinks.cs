namespace OnnxRecs.Candidates.Hnsw;

/// <summary>Chooses the links of one node at a time. It changes the lists of that node alone, so different nodes can have their turn at once.</summary>
/// <param name="lifts">Of the nodes (see <see cref="LiftedVectors"/>); null: without. May be longer.</param>
internal sealed unsafe class NodeLinks(HnswGraph graph, GraphSearch search, float[]? lifts)
{
    /// <summary>Finds neighbours for a new node on all its layers that the graph has.</summary>
    public void Find(int node, int efConstruction, SearchScratch scratch)
    {
        scratch.Fit(graph);
        fixed (float* start = lifts)
        {
            Target target = TargetOf(node, start);
            int level = graph.Nodes.Levels[node];
            ulong nearest = search.Descend(graph, target, level, scratch);
            ReadOnlySpan<ulong> entries = new(ref nearest);
            for (int layer = Math.Min(graph.Nodes.TopLayer, level); layer >= 0; layer--)
            {
                search.SearchLayer(graph, target, layer, entries, efConstruction, scratch);
                search.Select(graph, start, scratch.Found, LeastOn(layer), graph.Row(node, layer)[..graph.M]);
                // W is the set of entry points of the next layer.
                entries = scratch.Found;
            }
        }
    }

    /// <summary>Adds links to new nodes; where they do not fit, neighbours are chosen anew from the old and the new ones.</summary>
    /// <param name="newcomers">Their lower halves are the nodes.</param>
    public void Add(int node, ReadOnlySpan<ulong> newcomers, int layer, SearchScratch scratch)
    {
        Span<int> row = graph.Row(node, layer);
        int count = graph.LinksOf(node, layer).Length;
        if (count + newcomers.Length <= row.Length)
        {
            for (int i = 0; i < newcomers.Length; i++) row[count + i] = DistanceKey.Node(newcomers[i]);
            return;
        }
        scratch.Fit(graph, nodes: count + newcomers.Length);
        var all = new Span<int>(scratch.Batch, count + newcomers.Length);
        row[..count].CopyTo(all);
        for (int i = 0; i < newcomers.Length; i++) all[count + i] = DistanceKey.Node(newcomers[i]);
        // Not filled up, or it would have to be cut again for each newcomer.
        Choose(node, all.Length, least: 0, row, scratch);
    }

    /// <summary>Replaces links to deleted nodes: their neighbours may come in instead (Singh et al., FreshDiskANN, 2021).</summary>
    public void PassOver(int node, SearchScratch scratch)
    {
        for (int layer = 0; layer <= graph.Nodes.Levels[node]; layer++) PassOver(node, layer, scratch);
    }

    private void PassOver(int node, int layer, SearchScratch scratch)
    {
        ReadOnlySpan<int> links = graph.LinksOf(node, layer);
        NodeTable nodes = graph.Nodes;
        int gone = 0;
        foreach (int link in links) gone += nodes.IsDeleted(link) ? 1 : 0;
        if (gone == 0) return;
        scratch.Fit(graph, nodes: links.Length + gone * graph.SlotsOf(layer));
        scratch.Begin();
        scratch.Visit(node);
        int count = 0;
        foreach (int link in links)
        {
            if (!nodes.IsDeleted(link))
            {
                if (scratch.Visit(link)) scratch.Batch[count++] = link;
                continue;
            }
            foreach (int next in graph.LinksOf(link, layer))
            {
                if (!nodes.IsDeleted(next) && scratch.Visit(next)) scratch.Batch[count++] = next;
            }
        }
        Choose(node, count, LeastOn(layer), graph.Row(node, layer), scratch);
    }

    // Where clusters are tight the heuristic alone leaves too few ways into them.
    private int LeastOn(int layer) => layer == 0 ? graph.M : 0;

    // Fills a list with the best of the nodes that lie in the scratch.
    private void Choose(int node, int count, int least, Span<int> row, SearchScratch scratch)
    {
        Span<ulong> keys = scratch.Keys(count);
        fixed (float* start = lifts)
        {
            search.Distances(graph, TargetOf(node, start), scratch.Batch, count, keys);
            keys.Sort();
            search.Select(graph, start, keys, least, row);
        }
    }

    private Target TargetOf(int node, float* start) => new(graph.Blocks.Vector(node), start is null ? 0 : start[node], start);
}
