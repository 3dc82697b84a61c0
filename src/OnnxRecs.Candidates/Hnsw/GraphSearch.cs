using OnnxRecs.Numerics;

namespace OnnxRecs.Candidates.Hnsw;

/// <summary>Walks over a graph: the paper's Algorithm 2.</summary>
internal static class GraphSearch
{
    /// <summary>Algorithm 2 with ef = 1, from the entry point through all layers above <paramref name="layer"/>: the nearest node it meets.</summary>
    public static ulong Descend<T>(HnswGraph graph, T similarity, int layer) where T : struct, ISimilarity, allows ref struct
    {
        ulong nearest = ScoreKey.Pack(similarity.Of(graph.Entry), graph.Entry);
        for (int at = graph.TopLayer; at > layer; at--)
        {
            ulong before;
            do
            {
                before = nearest;
                foreach (int node in graph.Links(ScoreKey.Item(before), at))
                {
                    nearest = Math.Min(nearest, ScoreKey.Pack(similarity.Of(node), node));
                }
            }
            while (nearest != before);
        }
        return nearest;
    }

    /// <summary>
    /// Algorithm 2 on one layer, from the nodes entered in the scratch: leaves the ef nearest that it met in <see cref="SearchScratch.Found"/>,
    /// fewer only when no more can be reached.
    /// </summary>
    public static void SearchLayer<T>(HnswGraph graph, T similarity, int layer, int ef, SearchScratch scratch)
        where T : struct, ISimilarity, allows ref struct
    {
        KeyHeap candidates = scratch.Candidates, results = scratch.Results;
        while (candidates.Count > 0)
        {
            // c, the nearest of C. It is farther than all of W only when W is full: before that, whatever is in C is in W.
            ulong nearest = candidates.Pop();
            if (nearest > ~results.Top) break;
            foreach (int node in graph.Links(ScoreKey.Item(nearest), layer))
            {
                if (!scratch.Visit(node)) continue;
                ulong key = ScoreKey.Pack(similarity.Of(node), node);
                if (results.Count < ef)
                {
                    results.Push(~key);
                }
                else
                {
                    if (key > ~results.Top) continue;
                    results.ReplaceTop(~key);
                }
                candidates.Push(key);
            }
        }
        scratch.Finish();
    }
}
