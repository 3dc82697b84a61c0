using OnnxRecs.Numerics;

namespace OnnxRecs.Candidates.Hnsw;

/// <summary>Chooses neighbours that lead into different directions: the paper's Algorithm 4.</summary>
/// <remarks>
/// The nearest alone would tie a cluster to itself and to nothing else. As in the paper's figure, extendCandidates is off and
/// keepPrunedConnections on: what the heuristic refuses fills the places that are left, which also keeps equal vectors linked.
/// </remarks>
internal sealed class NeighbourSelection(LiftedVectors vectors)
{
    private int[] _refused = new int[64];

    /// <summary>Writes up to the length of <paramref name="chosen"/> nodes and returns how many.</summary>
    /// <param name="candidates">W: keys by their nearness to the node that chooses, nearest first.</param>
    /// <param name="chosen">R.</param>
    public int Select(ReadOnlySpan<ulong> candidates, Span<int> chosen)
    {
        if (_refused.Length < candidates.Length) _refused = new int[candidates.Length];
        int count = 0, refused = 0;
        foreach (ulong key in candidates)
        {
            if (count == chosen.Length) break;
            int node = ScoreKey.Item(key);
            if (IsNearerThanTo(chosen[..count], node, ScoreKey.Score(key))) chosen[count++] = node;
            else _refused[refused++] = node;
        }
        for (int i = 0; i < refused && count < chosen.Length; i++) chosen[count++] = _refused[i];
        return count;
    }

    private bool IsNearerThanTo(ReadOnlySpan<int> chosen, int node, float score)
    {
        foreach (int other in chosen)
        {
            if (vectors.Product(node, other) >= score) return false;
        }
        return true;
    }
}
