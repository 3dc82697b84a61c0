using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using OnnxRecs.Candidates.Vectors;
using OnnxRecs.Pipeline;

namespace OnnxRecs.Candidates.Hnsw;

/// <summary>Walks over a graph: the paper's Algorithms 2 and 4. One for each kind of distance, so that each is compiled into one loop.</summary>
/// <remarks>
/// What made it fast: the links that were not met before are gathered, all their vectors are asked for from memory, then come the distances,
/// four at a time; and the links of a node are asked for as soon as it comes into W. Gathering and measuring are methods of their own so that each
/// has the registers for itself.
/// </remarks>
internal abstract unsafe class GraphSearch
{
    /// <summary>The one for a graph's vectors.</summary>
    /// <remarks>
    /// Codes of vectors that are 1 long are not quite 1 long any more, and what they share outweighs what tells them apart: by cosine they are compared by
    /// their differences, which give the same order.
    /// </remarks>
    public static GraphSearch For(VectorStorage storage, VectorMetric metric) =>
        (storage, metric == VectorMetric.Euclidean || (metric == VectorMetric.Cosine && storage != VectorStorage.Float32)) switch
        {
            (VectorStorage.Float32, true) => new GraphSearch<FloatDistance<Singles, SquaredDifference>>(),
            (VectorStorage.Float32, false) => new GraphSearch<FloatDistance<Singles, Product>>(),
            (VectorStorage.Float16, true) => new GraphSearch<FloatDistance<Halves, SquaredDifference>>(),
            (VectorStorage.Float16, false) => new GraphSearch<FloatDistance<Halves, Product>>(),
            (_, true) => new GraphSearch<Int8Distance<SquaredDifference>>(),
            (_, false) => new GraphSearch<Int8Distance<Product>>(),
        };

    /// <summary>The distance to one node.</summary>
    public abstract float Distance(HnswGraph graph, in Target target, int node);

    /// <summary>Keys of some nodes by their distances. Of <paramref name="nodes"/> four more than <paramref name="count"/> may be overwritten.</summary>
    public abstract void Distances(HnswGraph graph, in Target target, int* nodes, int count, Span<ulong> keys);

    /// <summary>Algorithm 2 with ef = 1, from the entry point through all layers above <paramref name="layer"/>: the nearest node it meets.</summary>
    public abstract ulong Descend(HnswGraph graph, in Target target, int layer, SearchScratch scratch);

    /// <summary>
    /// Algorithm 2 on one layer, from <paramref name="entries"/>: leaves the ef nearest that it met, of those that pass, in
    /// <see cref="SearchScratch.Found"/>, fewer only when no more can be reached.
    /// </summary>
    /// <param name="entries">Keys of nodes.</param>
    /// <param name="accept">Which nodes may be found; null: all.</param>
    /// <param name="budget">Gives up, and returns false, when it has worked out so many distances. Only with <paramref name="accept"/>.</param>
    public abstract bool SearchLayer(
        HnswGraph graph, in Target target, int layer, ReadOnlySpan<ulong> entries, int ef, SearchScratch scratch, Acceptance? accept = null, long budget = long.MaxValue);

    /// <summary>Takes those of some nodes, which lie in the scratch, into its results that belong to the ef nearest. After them comes <see cref="SearchScratch.Finish()"/>.</summary>
    public abstract void Offer(HnswGraph graph, in Target target, int count, int ef, SearchScratch scratch);

    /// <summary>Algorithm 4: neighbours that lead into different directions. The nearest alone would tie a cluster to itself and to nothing else.</summary>
    /// <param name="candidates">W: keys by their distance to the node that chooses, nearest first.</param>
    /// <param name="least">keepPrunedConnections: where fewer were chosen, the nearest of those that were refused come in until there are so many.</param>
    /// <param name="row">Takes R; what is left is filled with <see cref="HnswGraph.None"/>.</param>
    public abstract void Select(HnswGraph graph, float* lifts, ReadOnlySpan<ulong> candidates, int least, Span<int> row);
}

/// <inheritdoc/>
internal sealed unsafe class GraphSearch<TDistance> : GraphSearch
    where TDistance : struct, IDistance
{
    // Longer vectors are a stream that the processor foresees by itself.
    private const int PrefetchedBytes = 8 * BlockLayout.Line;

    private interface IAccept
    {
        bool Passes(int node);
    }

    public override float Distance(HnswGraph graph, in Target target, int node)
    {
        float distance = TDistance.Of(target.Vector, graph.Blocks.Vector(node), graph.Blocks.Layout.VectorBytes);
        return target.Lifts is null ? distance : distance - target.Lift * target.Lifts[node];
    }

    public override void Distances(HnswGraph graph, in Target target, int* nodes, int count, Span<ulong> keys)
    {
        VectorBlocks blocks = graph.Blocks;
        int prefetched = Math.Min(blocks.Layout.VectorBytes, PrefetchedBytes);
        for (int i = 0; i < count; i++) Prefetch(blocks.Vector(nodes[i]), prefetched);
        PadToFour(nodes, count);
        for (int i = 0; i < count; i += 4)
        {
            Vector128<float> four = Four(blocks, target, nodes + i);
            for (int j = i; j < Math.Min(i + 4, count); j++) keys[j] = DistanceKey.Pack(four[j - i], nodes[j]);
        }
    }

    public override ulong Descend(HnswGraph graph, in Target target, int layer, SearchScratch scratch)
    {
        NodeTable nodes = graph.Nodes;
        VectorBlocks blocks = graph.Blocks;
        uint count = (uint)nodes.Count;
        int* batch = scratch.Batch;
        int prefetched = Math.Min(blocks.Layout.VectorBytes, PrefetchedBytes);
        ulong nearest = DistanceKey.Pack(Distance(graph, target, nodes.Entry), nodes.Entry);
        long distances = 1;
        for (int at = nodes.TopLayer; at > layer; at--)
        {
            ulong before;
            do
            {
                before = nearest;
                int* links = nodes.Upper(DistanceKey.Node(before), at);
                int gathered = 0;
                for (; gathered < graph.M && (uint)links[gathered] < count; gathered++)
                {
                    batch[gathered] = links[gathered];
                    Prefetch(blocks.Vector(links[gathered]), prefetched);
                }
                PadToFour(batch, gathered);
                distances += gathered;
                for (int i = 0; i < gathered; i += 4)
                {
                    Vector128<float> four = Four(blocks, target, batch + i);
                    for (int j = 0; j < 4; j++) nearest = Math.Min(nearest, DistanceKey.Pack(four[j], batch[i + j]));
                }
            }
            while (nearest != before);
        }
        scratch.Distances += distances;
        return nearest;
    }

    public override bool SearchLayer(
        HnswGraph graph, in Target target, int layer, ReadOnlySpan<ulong> entries, int ef, SearchScratch scratch, Acceptance? accept = null, long budget = long.MaxValue) =>
        accept is null && ef <= NearestPool.MaxEf ? SearchPool(graph, target, layer, entries, ef, scratch)
        : accept is null ? Search(graph, target, layer, entries, ef, scratch, default(All), budget)
        : Search(graph, target, layer, entries, ef, scratch, new Some(accept.Value), budget);

    public override void Offer(HnswGraph graph, in Target target, int count, int ef, SearchScratch scratch)
    {
        VectorBlocks blocks = graph.Blocks;
        KeyHeap results = scratch.Results;
        for (int i = 0; i < count; i++) Prefetch(blocks.Vector(scratch.Batch[i]), Math.Min(blocks.Layout.VectorBytes, PrefetchedBytes));
        Measure(blocks, target, scratch.Batch, count, scratch.Measured);
        for (int i = 0; i < count; i++)
        {
            ulong key = DistanceKey.Pack(scratch.Measured[i], scratch.Batch[i]);
            if (results.Count < ef) results.Push(~key);
            else if (key < ~results.Top) results.ReplaceTop(~key);
        }
        scratch.Distances += count;
    }

    public override void Select(HnswGraph graph, float* lifts, ReadOnlySpan<ulong> candidates, int least, Span<int> row)
    {
        VectorBlocks blocks = graph.Blocks;
        nint bytes = blocks.Layout.VectorBytes;
        int prefetched = (int)Math.Min(bytes, PrefetchedBytes);
        int chosen = 0;
        const int Ahead = 4;
        for (int i = 0; i < candidates.Length && chosen < row.Length; i++)
        {
            if (i + Ahead < candidates.Length) Prefetch(blocks.Vector(DistanceKey.Node(candidates[i + Ahead])), prefetched);
            int node = DistanceKey.Node(candidates[i]);
            float distance = DistanceKey.Distance(candidates[i]);
            var target = new Target(blocks.Vector(node), lifts is null ? 0 : lifts[node], lifts);
            if (!IsNearerToOne(blocks, target, row[..chosen], distance)) row[chosen++] = node;
        }
        for (int i = 0; i < candidates.Length && chosen < least; i++)
        {
            if (!row[..chosen].Contains(DistanceKey.Node(candidates[i]))) row[chosen++] = DistanceKey.Node(candidates[i]);
        }
        row[chosen..].Fill(HnswGraph.None);
    }

    // Whether one of the nodes is nearer to the target than `distance`.
    private static bool IsNearerToOne(VectorBlocks blocks, in Target target, ReadOnlySpan<int> nodes, float distance)
    {
        int* four = stackalloc int[4];
        for (int i = 0; i < nodes.Length; i += 4)
        {
            for (int j = 0; j < 4; j++) four[j] = nodes[Math.Min(i + j, nodes.Length - 1)];
            if (Vector128.LessThanAny(Four(blocks, target, four), Vector128.Create(distance))) return true;
        }
        return false;
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static bool SearchPool(HnswGraph graph, in Target target, int layer, ReadOnlySpan<ulong> entries, int ef, SearchScratch scratch)
    {
        scratch.Begin();
        VectorBlocks blocks = graph.Blocks;
        byte* marks = scratch.Marks;
        byte generation = scratch.Generation;
        int* batch = scratch.Batch;
        float* measured = scratch.Measured;
        uint count = (uint)graph.Nodes.Count;
        int slots = graph.SlotsOf(layer);
        long distances = 0;
        var pool = new NearestPool(scratch.Pool(ef), ef);
        foreach (ulong entry in entries)
        {
            if (scratch.Visit(DistanceKey.Node(entry)) && entry < pool.Limit) pool.Insert(entry);
        }
        while (pool.TryFollow(out int node))
        {
            int gathered = Gather(blocks, graph.Links(node, layer), slots, count, marks, generation, batch);
            if (gathered == 0) continue;
            distances += gathered;
            Measure(blocks, target, batch, gathered, measured);
            ulong limit = pool.Limit;
            Vector512<float> farthest = Vector512.Create(limit == ulong.MaxValue ? float.PositiveInfinity : DistanceKey.Distance(limit));
            for (int i = 0; i < gathered; i += Vector512<float>.Count)
            {
                ulong near = Vector512.LessThanOrEqual(Vector512.Load(measured + i), farthest).ExtractMostSignificantBits();
                for (; near != 0; near &= near - 1)
                {
                    int j = i + BitOperations.TrailingZeroCount(near);
                    ulong key = DistanceKey.Pack(measured[j], batch[j]);
                    if (key >= pool.Limit) continue;
                    pool.Insert(key);
                    Prefetch((byte*)graph.Links(batch[j], layer), 2 * BlockLayout.Line);
                }
            }
        }
        scratch.Distances += distances;
        scratch.Finish(pool);
        return true;
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static bool Search<TAccept>(
        HnswGraph graph, in Target target, int layer, ReadOnlySpan<ulong> entries, int ef, SearchScratch scratch, TAccept accept, long budget)
        where TAccept : struct, IAccept
    {
        scratch.Begin();
        VectorBlocks blocks = graph.Blocks;
        KeyHeap candidates = scratch.Candidates, results = scratch.Results;
        byte* marks = scratch.Marks;
        byte generation = scratch.Generation;
        int* batch = scratch.Batch;
        uint count = (uint)graph.Nodes.Count;
        int slots = graph.SlotsOf(layer);
        long distances = 0;
        float* measured = scratch.Measured;

        foreach (ulong entry in entries)
        {
            if (!scratch.Visit(DistanceKey.Node(entry))) continue;
            candidates.Push(entry);
            if (!accept.Passes(DistanceKey.Node(entry))) continue;
            results.Push(~entry);
            if (results.Count > ef) results.Pop();
        }
        // The farthest of W once W is full: before that, anything is near enough.
        ulong worst = results.Count < ef ? ulong.MaxValue : ~results.Top;
        float worstDistance = results.Count < ef ? float.PositiveInfinity : DistanceKey.Distance(worst);

        while (candidates.Count > 0)
        {
            ulong nearest = candidates.Pop();
            if (nearest > worst || distances > budget) break;
            int gathered = Gather(blocks, graph.Links(DistanceKey.Node(nearest), layer), slots, count, marks, generation, batch);
            if (candidates.Count > 0) Prefetch((byte*)graph.Links(DistanceKey.Node(candidates.Top), layer), 2 * BlockLayout.Line);
            if (gathered == 0) continue;
            distances += gathered;
            Measure(blocks, target, batch, gathered, measured);
            for (int i = 0; i < gathered; i += Vector512<float>.Count)
            {
                ulong near = Vector512.LessThanOrEqual(Vector512.Load(measured + i), Vector512.Create(worstDistance)).ExtractMostSignificantBits();
                for (; near != 0; near &= near - 1)
                {
                    int j = i + BitOperations.TrailingZeroCount(near);
                    ulong key = DistanceKey.Pack(measured[j], batch[j]);
                    if (key >= worst) continue;
                    candidates.Push(key);
                    if (!accept.Passes(batch[j])) continue;
                    if (results.Count < ef) results.Push(~key);
                    else results.ReplaceTop(~key);
                    if (results.Count < ef) continue;
                    worst = ~results.Top;
                    worstDistance = DistanceKey.Distance(worst);
                }
            }
        }
        scratch.Distances += distances;
        scratch.Finish();
        return distances <= budget;
    }

    // The links that were not met before; asks memory for their vectors.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static int Gather(VectorBlocks blocks, int* links, int slots, uint count, byte* marks, byte generation, int* batch)
    {
        byte* start = blocks.Start;
        nint stride = blocks.Stride;
        nint prefetched = Math.Min(blocks.Layout.VectorBytes, PrefetchedBytes);
        int gathered = 0;
        for (int i = 0; i < slots; i++)
        {
            uint link = (uint)links[i];
            if (link >= count) break;
            batch[gathered] = (int)link;
            gathered += marks[link] != generation ? 1 : 0;
            marks[link] = generation;
            if (Sse.IsSupported) Sse.Prefetch0(start + (nint)link * stride);
        }
        for (int i = 0; prefetched > BlockLayout.Line && i < gathered; i++)
        {
            byte* vector = start + batch[i] * stride;
            Prefetch(vector + BlockLayout.Line, (int)prefetched - BlockLayout.Line);
        }
        return gathered;
    }

    // The distances of all, and behind them so many that are nothing that sixteen can be read at a time.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Measure(VectorBlocks blocks, in Target target, int* nodes, int count, float* measured)
    {
        PadToFour(nodes, count);
        byte* start = blocks.Start, query = target.Vector;
        nint stride = blocks.Stride, bytes = blocks.Layout.VectorBytes;
        float* lifts = target.Lifts;
        for (int i = 0; i < count; i += 4)
        {
            Vector128<float> four = TDistance.Of(query, start + nodes[i] * stride, start + nodes[i + 1] * stride, start + nodes[i + 2] * stride, start + nodes[i + 3] * stride, bytes);
            if (lifts is not null) four -= target.Lift * Vector128.Create(lifts[nodes[i]], lifts[nodes[i + 1]], lifts[nodes[i + 2]], lifts[nodes[i + 3]]);
            four.Store(measured + i);
        }
        Vector512.Create(float.NaN).Store(measured + count);
    }

    // The last node stands in for those that are missing: its vector is at hand.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void PadToFour(int* nodes, int count)
    {
        if (count == 0) return;
        int last = nodes[count - 1];
        for (int i = count; (i & 3) != 0; i++) nodes[i] = last;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Four(VectorBlocks blocks, in Target target, int* nodes)
    {
        Vector128<float> distances = TDistance.Of(
            target.Vector, blocks.Vector(nodes[0]), blocks.Vector(nodes[1]), blocks.Vector(nodes[2]), blocks.Vector(nodes[3]), blocks.Layout.VectorBytes);
        float* lifts = target.Lifts;
        if (lifts is null) return distances;
        return distances - target.Lift * Vector128.Create(lifts[nodes[0]], lifts[nodes[1]], lifts[nodes[2]], lifts[nodes[3]]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Prefetch(byte* start, int bytes)
    {
        if (!Sse.IsSupported) return;
        for (int at = 0; at < bytes; at += BlockLayout.Line) Sse.Prefetch0(start + at);
    }

    private readonly struct All : IAccept
    {
        public bool Passes(int node) => true;
    }

    private readonly struct Some(Acceptance acceptance) : IAccept
    {
        public bool Passes(int node) => acceptance.Passes(node);
    }
}
