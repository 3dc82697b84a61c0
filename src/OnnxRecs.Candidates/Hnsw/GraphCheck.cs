namespace OnnxRecs.Candidates.Hnsw;

/// <summary>What must hold of a graph that comes from a file, so that no search or change of it leaves its memory.</summary>
internal static unsafe class GraphCheck
{
    private const int WordBits = 64;

    /// <summary>What is wrong with nodes and upper links; null: nothing. Cost O(Count), O(Count log Count) where ids are sparse and do not rise.</summary>
    /// <remarks>Levels are at most <see cref="HnswGraph.MaxLevel"/>: a table could not have been made otherwise.</remarks>
    public static string? FaultOf(NodeTable nodes, int m) => FaultOfEntry(nodes) ?? FaultOfIds(nodes) ?? FaultOfUpperLinks(nodes, m);

    private static string? FaultOfEntry(NodeTable nodes)
    {
        if (nodes.Count == 0) return nodes.Entry == HnswGraph.None ? null : $"its entry point is {nodes.Entry}, but it has no nodes";
        if ((uint)nodes.Entry >= (uint)nodes.Count) return $"its entry point {nodes.Entry} is none of its {nodes.Count} nodes";
        int highest = 0;
        foreach (byte level in nodes.Levels.AsSpan(0, nodes.Count)) highest = Math.Max(highest, level);
        return nodes.TopLayer == highest ? null : $"its entry point is of level {nodes.TopLayer}, but there are nodes of level {highest}";
    }

    private static string? FaultOfIds(NodeTable nodes)
    {
        int last = -1, highest = -1;
        bool rising = true;
        for (int node = 0; node < nodes.Count; node++)
        {
            int id = nodes.Ids[node];
            if (id < 0) return $"node {node} has id {id}";
            // The id of a deleted node may have been given anew.
            if (nodes.IsDeleted(node)) continue;
            rising &= id > last;
            last = id;
            highest = Math.Max(highest, id);
        }
        int? twice = rising ? null : highest / WordBits <= nodes.Count ? TwiceByBitmap(nodes, highest) : TwiceByOrder(nodes);
        return twice is null ? null : $"two nodes have id {twice}";
    }

    // Where ids are not too sparse: sorting a million of them costs more than all other checks together.
    private static int? TwiceByBitmap(NodeTable nodes, int highest)
    {
        ulong[] met = new ulong[highest / WordBits + 1];
        for (int node = 0; node < nodes.Count; node++)
        {
            if (nodes.IsDeleted(node)) continue;
            int id = nodes.Ids[node];
            ref ulong word = ref met[id / WordBits];
            ulong bit = 1UL << (id % WordBits);
            if ((word & bit) != 0) return id;
            word |= bit;
        }
        return null;
    }

    private static int? TwiceByOrder(NodeTable nodes)
    {
        int[] ids = new int[nodes.Count - nodes.DeletedCount];
        int count = 0;
        for (int node = 0; node < nodes.Count; node++)
        {
            if (!nodes.IsDeleted(node)) ids[count++] = nodes.Ids[node];
        }
        Array.Sort(ids);
        for (int i = 1; i < ids.Length; i++)
        {
            if (ids[i] == ids[i - 1]) return ids[i];
        }
        return null;
    }

    // A search goes on from such a link on the same layer.
    private static string? FaultOfUpperLinks(NodeTable nodes, int m)
    {
        for (int node = 0; node < nodes.Count; node++)
        {
            for (int layer = 1; layer <= nodes.Levels[node]; layer++)
            {
                if (FaultOfRow(new ReadOnlySpan<int>(nodes.Upper(node, layer), m), nodes, layer) is { } fault) return $"node {node} {fault}";
            }
        }
        return null;
    }

    /// <summary>A list and then empty slots, or what is wrong with it.</summary>
    private static string? FaultOfRow(ReadOnlySpan<int> row, NodeTable nodes, int layer)
    {
        bool ended = false;
        foreach (int link in row)
        {
            ended |= link == HnswGraph.None;
            if (ended ? link == HnswGraph.None : (uint)link < (uint)nodes.Count && nodes.Levels[link] >= layer) continue;
            return $"has a link to {link} on layer {layer}, where no such node is";
        }
        return null;
    }
}
