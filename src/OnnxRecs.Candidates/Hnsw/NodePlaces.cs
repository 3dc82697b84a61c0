namespace OnnxRecs.Candidates.Hnsw;

/// <summary>Which node has an id. Ids that are 0 .. Count - 1 in order, as those of a catalogue are, take no memory.</summary>
internal sealed class NodePlaces
{
    private readonly NodeTable _nodes;
    private readonly Dictionary<int, int>? _places;

    /// <param name="nodes">Must not change any more.</param>
    public NodePlaces(NodeTable nodes)
    {
        _nodes = nodes;
        bool inOrder = true;
        for (int node = 0; node < nodes.Count && inOrder; node++) inOrder = nodes.Ids[node] == node;
        if (inOrder) return;
        _places = new Dictionary<int, int>(nodes.Count - nodes.DeletedCount);
        for (int node = 0; node < nodes.Count; node++)
        {
            if (!nodes.IsDeleted(node)) _places.Add(nodes.Ids[node], node);
        }
    }

    /// <summary><see cref="HnswGraph.None"/> where none has it, or it is deleted.</summary>
    public int NodeOf(int id)
    {
        if (_places is not null) return _places.GetValueOrDefault(id, HnswGraph.None);
        return id < _nodes.Count && !_nodes.IsDeleted(id) ? id : HnswGraph.None;
    }
}
