using OnnxRecs.Candidates.Vectors;

namespace OnnxRecs.Candidates.Hnsw;

/// <summary>Closes the gaps that deleted nodes leave.</summary>
internal static unsafe class GraphCompaction
{
    /// <summary>Moves the nodes that stay to the front, in their order, and drops links to those that do not. Cost O(Count (Dim + M)).</summary>
    /// <returns>The new place of each node; <see cref="HnswGraph.None"/> for those that are gone.</returns>
    public static int[] Compact(HnswGraph graph)
    {
        NodeTable old = graph.Nodes, nodes = new(graph.M);
        nodes.Reserve(old.Ids.Length);
        int[] moved = new int[old.Count];
        for (int node = 0; node < moved.Length; node++)
        {
            moved[node] = old.IsDeleted(node) ? HnswGraph.None : nodes.Append(old.Ids[node], old.Levels[node]);
        }
        for (int node = 0; node < moved.Length; node++)
        {
            int to = moved[node];
            if (to == HnswGraph.None) continue;
            Move(graph.Blocks, node, to);
            if (graph.Originals is not null) Move(graph.Originals, node, to);
            old.UpperLists(node).CopyTo(nodes.UpperLists(to));
        }
        graph.Nodes = nodes;
        for (int node = 0; node < nodes.Count; node++)
        {
            for (int layer = 0; layer <= nodes.Levels[node]; layer++) Rename(graph.Row(node, layer), moved);
        }
        nodes.Entry = old.Entry == HnswGraph.None || moved[old.Entry] == HnswGraph.None ? Highest(nodes) : moved[old.Entry];
        return moved;
    }

    // Never to a later place, so that nothing is overwritten that is still to be moved.
    private static void Move(VectorBlocks blocks, int from, int to)
    {
        if (from != to) Buffer.MemoryCopy(blocks.Vector(from), blocks.Vector(to), blocks.Stride, blocks.Stride);
    }

    private static void Rename(Span<int> row, int[] moved)
    {
        int count = 0;
        foreach (int link in row)
        {
            // The end of the list, whatever stands there in a forged file.
            if ((uint)link >= (uint)moved.Length) break;
            if (moved[link] != HnswGraph.None) row[count++] = moved[link];
        }
        row[count..].Fill(HnswGraph.None);
    }

    // The entry point is gone: the first of the highest that are left.
    private static int Highest(NodeTable nodes)
    {
        int highest = HnswGraph.None;
        for (int node = 0; node < nodes.Count; node++)
        {
            if (highest == HnswGraph.None || nodes.Levels[node] > nodes.Levels[highest]) highest = node;
        }
        return highest;
    }
}
