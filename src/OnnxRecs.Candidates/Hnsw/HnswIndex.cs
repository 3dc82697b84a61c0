using System.Collections.Concurrent;
using OnnxRecs.Numerics;
using OnnxRecs.Pipeline;

namespace OnnxRecs.Candidates.Hnsw;

/// <summary>Approximate search for the greatest inner products in a hierarchical navigable small world graph. Read-only, thread-safe.</summary>
/// <remarks>
/// Malkov and Yashunin, arXiv:1603.09320 (2016; TPAMI 2018). Made by <see cref="HnswBuilder"/> or <see cref="HnswFile"/>. Inner product is
/// reduced to a metric by one more dimension (see LiftedVectors); the scores are the plain inner products, the same bits that
/// <see cref="ExactIndex"/> gives. Equal scores are ordered by the lower index. A search finds min(k, Count) items: we differ from the paper
/// in that layer 0 is also searched from the entry point, from which every node can be reached. With ef at Count or above it is exact.
/// Cost about O(ef M Dim log Count); no allocation in steady state.
/// </remarks>
public sealed class HnswIndex : IVectorIndex
{
    private readonly ConcurrentBag<SearchScratch> _scratches = [];

    internal HnswIndex(HnswGraph graph, HnswOptions options) => (Graph, Options) = (graph, options);

    public VectorMetric Metric => VectorMetric.InnerProduct;

    public int Dim => Graph.Vectors.Dim;

    public int Count => Graph.Count;

    public HnswOptions Options { get; }

    internal HnswGraph Graph { get; }

    /// <summary>The same graph, searched with another <see cref="HnswOptions.EfSearch"/>.</summary>
    /// <exception cref="ArgumentException">It is out of range.</exception>
    public HnswIndex WithEfSearch(int efSearch)
    {
        HnswOptions options = Options with { EfSearch = efSearch };
        options.Check();
        return new HnswIndex(Graph, options);
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The query has another length or is not finite, or the results differ in length.</exception>
    public int Search(ReadOnlySpan<float> query, Span<int> items, Span<float> scores, ItemFilter? filter = null)
    {
        IndexInput.CheckSearch(query, Dim, items, scores);
        if (filter is not null) throw new NotSupportedException("This index cannot filter yet; ExactIndex can.");
        if (Count == 0 || items.IsEmpty) return 0;
        if (!_scratches.TryTake(out SearchScratch? scratch)) scratch = new SearchScratch(Count);
        // Algorithm 5
        var similarity = new QuerySimilarity(Graph.Vectors, query);
        scratch.Begin();
        scratch.Enter(GraphSearch.Descend(Graph, similarity, layer: 0));
        scratch.Enter(ScoreKey.Pack(similarity.Of(Graph.Entry), Graph.Entry));
        GraphSearch.SearchLayer(Graph, similarity, layer: 0, Math.Max(Options.EfSearch, items.Length), scratch);
        ReadOnlySpan<ulong> found = scratch.Found;
        int count = Math.Min(found.Length, items.Length);
        for (int i = 0; i < count; i++)
        {
            items[i] = ScoreKey.Item(found[i]);
            scores[i] = ScoreKey.Score(found[i]);
        }
        _scratches.Add(scratch);
        return count;
    }
}
