using OnnxRecs.Pipeline;

namespace OnnxRecs.Candidates.Hnsw;

/// <summary>Which nodes a search may find: those that are not deleted and whose ids pass.</summary>
internal readonly struct Acceptance(NodeTable nodes, ItemFilter? filter)
{
    public bool Passes(int node) => !nodes.IsDeleted(node) && filter?.Passes(nodes.Ids[node]) != false;
}
