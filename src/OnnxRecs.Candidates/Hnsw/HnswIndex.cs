using System.Collections.Concurrent;
using OnnxRecs.Candidates.Vectors;
using OnnxRecs.Pipeline;

namespace OnnxRecs.Candidates.Hnsw;

/// <summary>Approximate search for the nearest vectors in a hierarchical navigable small world graph. Read-only, thread-safe.</summary>
/// <remarks>
/// <para>Malkov and Yashunin, arXiv:1603.09320 (2016; TPAMI 2018). Made by <see cref="HnswBuilder"/>, <see cref="HnswFile"/> or
/// <see cref="HnswlibFile"/>. The scores are worked out from the vectors as they were given and are the same bits that
/// <see cref="ExactIndex"/> gives, whatever the storage. A search finds min(k, items that pass): we differ from the paper
/// in that layer 0 is also searched from the entry point, from which every node can be reached. With float32 and ef at Count or above it is exact.</para>
/// <para>With float16 and int8 the k + max(20, k / 2) nearest by their codes are scored again, of the ef that the search keeps: leave EfSearch well above k. Recall depends on
/// it, scores do not.</para>
/// <para>With a filter the graph is searched through all nodes for those that pass; where a bitmap lets few pass, or the search has gone far without finding
/// enough, those that pass are looked at one by one, which costs O(passing Dim), and with a predicate O(Count) calls of it.</para>
/// <para>Cost about O(ef M Dim log Count); no allocation in steady state and no lock. The memory is native: it is freed when the index is disposed, or collected,
/// and no search is in it any more. Indexes that <see cref="WithEfSearch"/> has made share it.</para>
/// </remarks>
public sealed unsafe class HnswIndex : IVectorIndex, IDisposable
{
    // Measured with M 16 on clustered vectors: 12 to 30.
    private const int DistancesPerEf = 16;

    private readonly ConcurrentBag<SearchScratch> _scratches = [];
    private readonly Lazy<NodePlaces> _places;
    private readonly GraphSearch _search;
    private readonly GraphSearch? _exact;
    private readonly HnswGraph? _originals;

    internal HnswIndex(HnswGraph graph, HnswOptions options)
    {
        (Graph, Options) = (graph, options);
        _search = GraphSearch.For(options.Storage, options.Metric);
        _places = new Lazy<NodePlaces>(() => new NodePlaces(graph.Nodes));
        if (graph.Originals is null) return;
        _exact = GraphSearch.For(VectorStorage.Float32, options.Metric);
        _originals = new HnswGraph(graph.Metric, graph.M, graph.Code, graph.Originals, null, graph.Nodes);
    }

    public VectorMetric Metric => Options.Metric;

    public int Dim => Graph.Dim;

    public int Count => Graph.Nodes.Count - Graph.Nodes.DeletedCount;

    public HnswOptions Options { get; }

    /// <summary>Of vectors, links and ids.</summary>
    public long MemoryBytes => Graph.Blocks.Bytes + (Graph.Originals?.Bytes ?? 0) + Graph.Nodes.Bytes;

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
    public int Search(ReadOnlySpan<float> query, Span<int> items, Span<float> scores, ItemFilter? filter = null)
    {
        if (!_scratches.TryTake(out SearchScratch? scratch)) scratch = new SearchScratch();
        int found = Search(query, items, scores, scratch, filter);
        _scratches.Add(scratch);
        return found;
    }

    /// <summary>The same with a state that the caller keeps, one for each thread that searches.</summary>
    /// <inheritdoc cref="Search(ReadOnlySpan{float}, Span{int}, Span{float}, ItemFilter?)"/>
    /// <exception cref="ObjectDisposedException">The index has been disposed.</exception>
    public int Search(ReadOnlySpan<float> query, Span<int> items, Span<float> scores, SearchScratch scratch, ItemFilter? filter = null)
    {
        IndexInput.CheckSearch(query, Dim, Metric, items, scores);
        using MemoryHold hold = Graph.Hold();
        if (Count == 0 || items.IsEmpty) return 0;
        scratch.Fit(Graph, _exact is null ? 0 : RescoredFor(items.Length));
        Target target = Encode(query, scratch);
        Find(target, Math.Max(Options.EfSearch, items.Length), filter, scratch);
        return Answer(scratch, items, scores);
    }

    public void Dispose()
    {
        Graph.Blocks.Dispose();
        Graph.Originals?.Dispose();
    }

    // Leaves keys of nodes, nearest first.
    private void Find(in Target target, int ef, ItemFilter? filter, SearchScratch scratch)
    {
        NodeTable nodes = Graph.Nodes;
        long? passing = filter?.PassCount;
        // Where a share p of the nodes passes, a search meets 1 / p as many of them: about DistancesPerEf ef Count / passing, against one for each that passes.
        if (passing * passing <= DistancesPerEf * (long)ef * nodes.Count)
        {
            ScanItems(target, ef, filter!, scratch);
            return;
        }
        // Algorithm 5
        Span<ulong> entries =
        [
            _search.Descend(Graph, target, layer: 0, scratch),
            DistanceKey.Pack(_search.Distance(Graph, target, nodes.Entry), nodes.Entry),
        ];
        if (filter is null && nodes.DeletedCount == 0)
        {
            _search.SearchLayer(Graph, target, layer: 0, entries, ef, scratch);
            return;
        }
        var accept = new Acceptance(nodes, filter);
        // What passes may lie far from the query: then the search has cost as much as a look at all of it, and that is what follows.
        long budget = filter is null ? long.MaxValue : passing ?? nodes.Count / 4;
        if (!_search.SearchLayer(Graph, target, layer: 0, entries, ef, scratch, accept, budget)) ScanNodes(target, ef, accept, scratch);
    }

    // Looks at the items that pass.
    private void ScanItems(in Target target, int ef, ItemFilter filter, SearchScratch scratch)
    {
        scratch.Begin();
        int count = 0;
        for (int item = filter.Next(0); item >= 0; item = item == int.MaxValue ? -1 : filter.Next(item + 1))
        {
            int node = _places.Value.NodeOf(item);
            if (node != HnswGraph.None) Offer(target, node, ref count, ef, scratch);
        }
        FinishScan(target, count, ef, scratch);
    }

    // Looks at every node that passes.
    private void ScanNodes(in Target target, int ef, Acceptance accept, SearchScratch scratch)
    {
        scratch.Begin();
        int count = 0;
        for (int node = 0; node < Graph.Nodes.Count; node++)
        {
            if (accept.Passes(node)) Offer(target, node, ref count, ef, scratch);
        }
        FinishScan(target, count, ef, scratch);
    }

    // By the vectors as they were given: what is looked at one by one is found exactly.
    private void Offer(in Target target, int node, ref int count, int ef, SearchScratch scratch)
    {
        scratch.Batch[count++] = node;
        if (count < Graph.SlotsOf(layer: 0)) return;
        OfferBatch(target, count, ef, scratch);
        count = 0;
    }

    private void FinishScan(in Target target, int count, int ef, SearchScratch scratch)
    {
        OfferBatch(target, count, ef, scratch);
        scratch.Finish();
    }

    private void OfferBatch(in Target target, int count, int ef, SearchScratch scratch)
    {
        if (_exact is null) _search.Offer(Graph, target, count, ef, scratch);
        else _exact.Offer(_originals!, new Target(scratch.ExactQuery), count, ef, scratch);
    }

    // The query as the blocks have it, and behind it the query as floats where that is something else.
    private Target Encode(ReadOnlySpan<float> query, SearchScratch scratch)
    {
        byte* floats = _exact is null ? scratch.Query : scratch.ExactQuery;
        // The scratch may come from an index of another dimension.
        new Span<byte>(scratch.Query, Graph.Blocks.Layout.VectorBytes).Clear();
        if (_exact is not null) new Span<byte>(scratch.ExactQuery, Graph.Originals!.Layout.VectorBytes).Clear();
        var values = new Span<float>(floats, Dim);
        IndexInput.Store(query, Metric, values);
        if (_exact is not null && Metric == VectorMetric.InnerProduct) Graph.Code.EncodeStretched(values, scratch.Stretched(Dim), scratch.Query);
        else if (_exact is not null) Graph.Code.Encode(values, scratch.Query);
        return new Target(scratch.Query);
    }

    private int Answer(SearchScratch scratch, Span<int> items, Span<float> scores)
    {
        Span<ulong> found = scratch.FoundKeys;
        if (_exact is not null)
        {
            // The order of the codes is not quite that of the vectors: so many more are scored again that those that belong to the best are among them.
            found = found[..Math.Min(found.Length, RescoredFor(items.Length))];
            for (int i = 0; i < found.Length; i++) scratch.Batch[i] = DistanceKey.Node(found[i]);
            _exact.Distances(_originals!, new Target(scratch.ExactQuery), scratch.Batch, found.Length, found);
        }
        int[] ids = Graph.Nodes.Ids;
        bool sorted = true;
        for (int i = 0; i < found.Length; i++)
        {
            found[i] = found[i] & 0xffff_ffff_0000_0000 | (uint)ids[DistanceKey.Node(found[i])];
            sorted &= i == 0 || found[i - 1] <= found[i];
        }
        if (!sorted) found.Sort();
        int count = Math.Min(found.Length, items.Length);
        for (int i = 0; i < count; i++)
        {
            items[i] = (int)(uint)found[i];
            // Not minus the distance, which of 0 is -0.
            scores[i] = 0 - DistanceKey.Distance(found[i]);
        }
        return count;
    }

    private static int RescoredFor(int k) => k + Math.Max(20, k / 2);
}
