using System.Runtime.CompilerServices;
using OnnxRecs.Candidates.Vectors;
using OnnxRecs.Pipeline;

namespace OnnxRecs.Candidates.Hnsw;

/// <summary>Nodes with their vectors and the layers of links over them.</summary>
/// <remarks>
/// A node of level l has a list on each of the layers 0 .. l: 2 M slots on layer 0, in the block of its vector, and M in a row of
/// <see cref="Upper"/> for each layer above. A list ends at the first slot that holds no node: of 0 .. Count - 1 that is, so that whatever
/// a damaged block holds, no search leaves the blocks.
/// </remarks>
internal sealed unsafe class HnswGraph
{
    /// <summary>No node is higher, so that a file cannot ask for absurd sizes; one in M^31 would be.</summary>
    public const int MaxLevel = 31;

    public const int None = -1;

    public HnswGraph(VectorMetric metric, int m, VectorCode code, VectorBlocks blocks, VectorBlocks? originals, NodeTable nodes)
    {
        (Metric, M, Code, Blocks, Originals, Nodes) = (metric, m, code, blocks, originals, nodes);
    }

    public VectorMetric Metric { get; }

    public int M { get; }

    public int Dim => Code.Dim;

    public VectorCode Code { get; set; }

    /// <summary>The vectors in their code, each with its links on layer 0.</summary>
    public VectorBlocks Blocks { get; set; }

    /// <summary>The vectors as floats, where <see cref="Code"/> is something else.</summary>
    public VectorBlocks? Originals { get; set; }

    public NodeTable Nodes { get; set; }

    /// <summary>Slots of the lists on a layer.</summary>
    public int SlotsOf(int layer) => layer == 0 ? 2 * M : M;

    /// <summary>The list of a node on a layer up to its level.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int* Links(int node, int layer) => layer == 0 ? Blocks.Links(node) : Nodes.Upper(node, layer);

    /// <summary>The same with its unused slots, for those who need not be fast.</summary>
    public Span<int> Row(int node, int layer) => new(Links(node, layer), SlotsOf(layer));

    /// <summary>The links of a node on a layer up to its level.</summary>
    public ReadOnlySpan<int> LinksOf(int node, int layer)
    {
        Span<int> row = Row(node, layer);
        int count = 0;
        while (count < row.Length && (uint)row[count] < (uint)Nodes.Count) count++;
        return row[..count];
    }

    /// <summary>The vector of a node as floats: normalised where the metric is cosine.</summary>
    public Span<float> VectorOf(int node) => new((Originals ?? Blocks).Vector(node), Dim);

    public float SquaredNorm(int node)
    {
        VectorBlocks floats = Originals ?? Blocks;
        return -FloatDistance<Singles, Product>.Of(floats.Vector(node), floats.Vector(node), floats.Layout.VectorBytes);
    }

    /// <summary>Keeps the blocks until it is disposed.</summary>
    /// <exception cref="ObjectDisposedException">They have been freed.</exception>
    public MemoryHold Hold() => new(Blocks.Owner, Originals?.Owner);

    /// <summary>One of its own memory, just large enough.</summary>
    public HnswGraph Copy() => new(Metric, M, Code, Blocks.Copy(Nodes.Count, Nodes.Count), Originals?.Copy(Nodes.Count, Nodes.Count), Nodes.Copy());

    /// <summary>New blocks for vectors in their code, with room for links.</summary>
    public static VectorBlocks NewBlocks(int dim, HnswOptions options, int capacity) => VectorBlocks.Allocate(new BlockLayout(dim, options.Storage, 2 * options.M), capacity);

    /// <summary>New blocks for the floats, where the code is something else.</summary>
    public static VectorBlocks? NewOriginals(int dim, HnswOptions options, int capacity) =>
        options.Storage == VectorStorage.Float32 ? null : VectorBlocks.Allocate(new BlockLayout(dim, VectorStorage.Float32, linkSlots: 0), capacity);
}
