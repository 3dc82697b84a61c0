using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using OnnxRecs.Candidates.Vectors;
using OnnxRecs.Numerics;
using OnnxRecs.Pipeline;

namespace OnnxRecs.Candidates.Hnsw;

/// <summary>Builds and changes the graph of an <see cref="HnswIndex"/>: the paper's Algorithm 1, in batches. Not thread-safe, but uses many threads.</summary>
/// <remarks>
/// <para>We differ from the paper in four things. Vectors are inserted in a random order, so that a catalogue sorted by genre or popularity
/// does no harm. Up to 512 of them look for their neighbours in the graph as it is, each for itself, and are then linked to from all of
/// these, each neighbour for itself: so the result does not depend on the number of threads. Nodes which
/// pruning has cut off are linked again. And inner product is made a distance by one more dimension (see LiftedVectors).</para>
/// <para>Equal vectors, ids, options and order of calls give an identical graph, on any processor. Cost of an insertion about
/// O(EfConstruction M Dim log Count). Memory beside the index: about 50 bytes for each vector.</para>
/// </remarks>
public sealed unsafe class HnswBuilder : IDisposable
{
    private const int MaxBatch = 512;

    // What is inserted together cannot see one another: so few of them that the rest of the graph outweighs them.
    private const int GraphToBatch = 16;

    // Of so many nodes one may be deleted before they are taken out.
    private const int NodesToDeleted = 5;
    private const ulong LevelStream = 1, OrderStream = 2;

    private readonly HnswOptions _options;
    private readonly ParallelOptions _parallel;
    private readonly GraphSearch _search;
    private readonly ConcurrentBag<SearchScratch> _scratches = [];
    private readonly Dictionary<int, int> _nodes = [];
    private readonly HnswGraph _graph;
    private readonly Calibration _calibration;
    private bool _disposed;

    /// <summary>An empty graph.</summary>
    /// <param name="dim">Of the vectors, 1 to 32,768.</param>
    /// <param name="threads">How many work at most; 0: all cores. Never changes the result.</param>
    /// <exception cref="ArgumentException">An option or the dimension is out of range.</exception>
    public HnswBuilder(int dim, HnswOptions options, int threads = 0)
        : this(EmptyGraph(dim, options), options, threads)
    {
    }

    private HnswBuilder(HnswGraph graph, HnswOptions options, int threads)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(threads);
        (_graph, _options) = (graph, options);
        _parallel = new ParallelOptions { MaxDegreeOfParallelism = threads == 0 ? Environment.ProcessorCount : threads };
        _search = GraphSearch.For(options.Storage, options.Metric);
        _calibration = new Calibration(graph);
    }

    private bool IsSparse => _graph.Nodes.DeletedCount > _graph.Nodes.Count / NodesToDeleted;

    public int Dim => _graph.Dim;

    /// <summary>How many ids it has.</summary>
    public int Count => _nodes.Count;

    /// <summary>Builds the index of all vectors.</summary>
    /// <param name="vectors">Item i has row i. Copied.</param>
    /// <param name="options">The index keeps them.</param>
    /// <param name="threads">How many work at most; 0: all cores. Never changes the result.</param>
    /// <param name="progress">Told the share that is done.</param>
    /// <exception cref="ArgumentException">A vector is not finite or, by cosine, is zero; or an option is out of range.</exception>
    public static HnswIndex Build(VectorTable vectors, HnswOptions options, int threads = 0, IProgress<double>? progress = null, CancellationToken cancel = default)
    {
        using var builder = new HnswBuilder(vectors.Dim, options, threads);
        int[] ids = [.. Enumerable.Range(0, vectors.Count)];
        builder.AddAll(ids, vectors, progress, cancel);
        builder.Repair();
        // The index takes the memory over instead of a copy of it.
        builder._disposed = true;
        return new HnswIndex(builder._graph, options);
    }

    /// <summary>Goes on from an index, which stays as it is.</summary>
    /// <inheritdoc cref="HnswBuilder(int, HnswOptions, int)" path="/param[@name='threads']"/>
    public static HnswBuilder From(HnswIndex index, int threads = 0)
    {
        using MemoryHold hold = index.Graph.Hold();
        var builder = new HnswBuilder(index.Graph.Copy(), index.Options, threads);
        NodeTable nodes = builder._graph.Nodes;
        for (int node = 0; node < nodes.Count; node++)
        {
            if (!nodes.IsDeleted(node)) builder._nodes.Add(nodes.Ids[node], node);
        }
        builder._calibration.Resize(nodes.Ids.Length);
        builder._calibration.Add(0);
        return builder;
    }

    public bool Contains(int id) => _nodes.ContainsKey(id);

    /// <summary>Adds one vector.</summary>
    /// <inheritdoc cref="AddAll"/>
    public void Add(int id, ReadOnlySpan<float> vector)
    {
        if (vector.Length != Dim) throw new ArgumentException($"The vector has {vector.Length} values, the index {Dim} dimensions.", nameof(vector));
        AddAll([id], new VectorTable(vector.ToArray(), Dim));
    }

    /// <summary>Adds vectors, or none of them when one is refused or the call is cancelled. Slots of deleted nodes are used again.</summary>
    /// <param name="ids">One for each row, from 0 on.</param>
    /// <param name="vectors">[ids, Dim]. Copied.</param>
    /// <param name="progress">Told the share that is done.</param>
    /// <exception cref="ObjectDisposedException">The builder has been disposed.</exception>
    /// <exception cref="ArgumentException">An id is negative, occurs twice or is there already; or a vector has another length, is not finite or, by cosine, is zero.</exception>
    public void AddAll(ReadOnlySpan<int> ids, VectorTable vectors, IProgress<double>? progress = null, CancellationToken cancel = default)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        CheckNew(ids, vectors);
        if (ids.IsEmpty) return;
        if (IsSparse) Consolidate();
        int first = _graph.Nodes.Count;
        int[] order = [.. Enumerable.Range(first, ids.Length)];
        new Rng(_options.Seed, OrderStream, (ulong)first).Shuffle<int>(order);
        try
        {
            Store(ids, vectors);
            _calibration.Add(first);
            int done = 0;
            while (done < order.Length)
            {
                cancel.ThrowIfCancellationRequested();
                int size = Math.Min(order.Length - done, Math.Clamp((first + done) / GraphToBatch, 1, MaxBatch));
                Insert(order.AsMemory(done, size));
                done += size;
                progress?.Report((double)done / order.Length);
            }
        }
        catch
        {
            for (int node = first; node < _graph.Nodes.Count; node++) _graph.Nodes.SetDeleted(node, true);
            Consolidate();
            throw;
        }
        for (int i = 0; i < ids.Length; i++) _nodes.Add(ids[i], first + i);
    }

    /// <summary>Takes an id out of the index. Its node stays as a way for searches until enough of them are taken out together.</summary>
    /// <returns>False when there is no such id.</returns>
    public bool Remove(int id)
    {
        if (!_nodes.Remove(id, out int node)) return false;
        _graph.Nodes.SetDeleted(node, true);
        return true;
    }

    /// <summary>Takes out the nodes of removed ids now, and gives back the memory that is not in use. Cost O(Count M), and a new choice of neighbours for each node that had a link to them.</summary>
    /// <exception cref="ObjectDisposedException">The builder has been disposed.</exception>
    public void Compact()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        Consolidate();
        _graph.Nodes = _graph.Nodes.Copy();
        Resize(_graph.Nodes.Count);
    }

    /// <summary>A read-only copy of what is there now; the builder can go on. Cost: a copy of the memory and a walk over all links.</summary>
    /// <remarks>Where more than a fifth of the nodes are those of removed ids, they are taken out first.</remarks>
    /// <exception cref="ObjectDisposedException">The builder has been disposed.</exception>
    public HnswIndex ToIndex()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (IsSparse) Consolidate();
        Repair();
        return new HnswIndex(_graph.Copy(), _options);
    }

    public void Dispose()
    {
        if (_disposed) return;
        _disposed = true;
        _graph.Blocks.Dispose();
        _graph.Originals?.Dispose();
    }

    private static HnswGraph EmptyGraph(int dim, HnswOptions options)
    {
        options.Check();
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(dim);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(dim, VectorCode.MaxDim);
        var code = new VectorCode(dim, options.Storage, scale: 1, centre: []);
        return new HnswGraph(options.Metric, options.M, code, HnswGraph.NewBlocks(dim, options, 0), HnswGraph.NewOriginals(dim, options, 0), new NodeTable(options.M));
    }

    private void CheckNew(ReadOnlySpan<int> ids, VectorTable vectors)
    {
        if (vectors.Dim != Dim) throw new ArgumentException($"The vectors have {vectors.Dim} values, the index {Dim} dimensions.", nameof(vectors));
        if (ids.Length != vectors.Count) throw new ArgumentException($"There are {ids.Length} ids for {vectors.Count} vectors.", nameof(ids));
        IndexInput.CheckVectors(vectors, _options.Metric);
        var known = new HashSet<int>(ids.Length);
        foreach (int id in ids)
        {
            if (id < 0) throw new ArgumentException($"Id {id} is negative.", nameof(ids));
            if (_nodes.ContainsKey(id)) throw new ArgumentException($"Id {id} is in the index already; remove it first.", nameof(ids));
            if (!known.Add(id)) throw new ArgumentException($"Id {id} is given twice.", nameof(ids));
        }
    }

    // Appends the nodes, without links.
    private void Store(ReadOnlySpan<int> ids, VectorTable vectors)
    {
        NodeTable nodes = _graph.Nodes;
        int first = nodes.Count, needed = checked(first + ids.Length);
        // Just enough for the first call, twice as much as before for those that follow.
        if (needed > _graph.Blocks.Capacity) Resize(Math.Max(needed, (int)Math.Min(2L * first, Array.MaxLength)));
        for (int i = 0; i < ids.Length; i++)
        {
            int node = nodes.Append(ids[i], LevelOf(ids[i]));
            _graph.Row(node, 0).Fill(HnswGraph.None);
            Span<float> vector = _graph.VectorOf(node);
            IndexInput.Store(vectors[i], _options.Metric, vector);
            if (_graph.Originals is not null) _graph.Code.Encode(vector, _graph.Blocks.Vector(node));
        }
    }

    // The paper's floor(-ln(U) / ln(M)), for that is l or more with probability M^-l; but exact integers on every machine, and of the id alone.
    private int LevelOf(int id)
    {
        var rng = new Rng(_options.Seed, LevelStream, (ulong)id);
        int level = 0;
        while (level < HnswGraph.MaxLevel && rng.NextInt(_options.M) == 0) level++;
        return level;
    }

    /// <summary>Algorithm 1 for nodes that do not see one another.</summary>
    private void Insert(ReadOnlyMemory<int> nodes)
    {
        NodeTable table = _graph.Nodes;
        int start = 0;
        if (table.Entry == HnswGraph.None) table.Entry = nodes.Span[start++];
        ReadOnlyMemory<int> rest = nodes[start..];
        NodeLinks links = Links();
        ForEach(rest.Length, (i, scratch) => links.Find(rest.Span[i], _options.EfConstruction, scratch));
        int highest = 0;
        foreach (int node in rest.Span) highest = Math.Max(highest, table.Levels[node]);
        for (int layer = 0; layer <= Math.Min(highest, table.TopLayer); layer++) LinkBack(rest.Span, layer, links);
        foreach (int node in rest.Span)
        {
            if (table.Levels[node] > table.TopLayer) table.Entry = node;
        }
    }

    /// <summary>Makes the links of new nodes mutual on one layer.</summary>
    private void LinkBack(ReadOnlySpan<int> newcomers, int layer, NodeLinks nodeLinks)
    {
        // By target, and for each in the order of the newcomers.
        var links = new List<ulong>(newcomers.Length * _options.M);
        foreach (int newcomer in newcomers)
        {
            if (_graph.Nodes.Levels[newcomer] < layer) continue;
            foreach (int target in _graph.LinksOf(newcomer, layer)) links.Add((ulong)target << 32 | (uint)newcomer);
        }
        links.Sort();
        var starts = new List<int>();
        for (int i = 0; i < links.Count; i++)
        {
            if (i == 0 || links[i] >> 32 != links[i - 1] >> 32) starts.Add(i);
        }
        ForEach(starts.Count, (group, scratch) =>
        {
            int end = group + 1 < starts.Count ? starts[group + 1] : links.Count;
            Span<ulong> ofTarget = CollectionsMarshal.AsSpan(links)[starts[group]..end];
            nodeLinks.Add((int)(ofTarget[0] >> 32), ofTarget, layer, scratch);
        });
    }

    /// <summary>Takes deleted nodes out.</summary>
    private void Consolidate()
    {
        if (_graph.Nodes.DeletedCount == 0) return;
        NodeTable nodes = _graph.Nodes;
        NodeLinks links = Links();
        ForEach(nodes.Count, (node, scratch) =>
        {
            if (!nodes.IsDeleted(node)) links.PassOver(node, scratch);
        });
        int[] moved = GraphCompaction.Compact(_graph);
        foreach ((int id, int node) in _nodes) _nodes[id] = moved[node];
        _calibration.Move();
    }

    private void Repair()
    {
        SearchScratch scratch = Take();
        scratch.Fit(_graph);
        fixed (float* lifts = _calibration.Lifts) Reachability.Repair(_graph, _search, lifts, _options.EfConstruction, scratch);
        _scratches.Add(scratch);
    }

    private NodeLinks Links() => new(_graph, _search, _calibration.Lifts);

    private void Resize(int capacity)
    {
        int count = _graph.Nodes.Count;
        (VectorBlocks blocks, VectorBlocks? originals) = (_graph.Blocks, _graph.Originals);
        // All that may fail first.
        VectorBlocks newBlocks = blocks.Copy(count, capacity);
        VectorBlocks? newOriginals = originals?.Copy(count, capacity);
        _graph.Nodes.Reserve(capacity);
        _calibration.Resize(capacity);
        (_graph.Blocks, _graph.Originals) = (newBlocks, newOriginals);
        blocks.Dispose();
        originals?.Dispose();
    }

    private SearchScratch Take() => _scratches.TryTake(out SearchScratch? scratch) ? scratch : new SearchScratch();

    private void ForEach(int count, Action<int, SearchScratch> work)
    {
        if (count < 2 * _parallel.MaxDegreeOfParallelism || _parallel.MaxDegreeOfParallelism == 1)
        {
            SearchScratch scratch = Take();
            for (int i = 0; i < count; i++) work(i, scratch);
            _scratches.Add(scratch);
            return;
        }
        Parallel.For(0, count, _parallel, Take, (i, _, scratch) =>
        {
            work(i, scratch);
            return scratch;
        }, _scratches.Add);
    }
}
