using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using OnnxRecs.Candidates.Hnsw;
using OnnxRecs.Candidates.Vectors;
using OnnxRecs.Numerics;
using OnnxRecs.Pipeline;

namespace OnnxRecs.Tests.Candidates.Hnsw;

/// <summary>Indexes with default options over 3,000 vectors of dimension 32, built once for all tests.</summary>
internal static class Graphs
{
    private static readonly ConcurrentDictionary<string, Lazy<HnswIndex>> Built = new();

    public static HnswIndex Of(string kind) => Built.GetOrAdd(kind, _ => new Lazy<HnswIndex>(() => HnswBuilder.Build(Vectors(kind), new HnswOptions()))).Value;

    /// <summary>M = 2, so a row of layer 0 has four slots; all nodes are on layer 0 and searches begin at node 0. By Euclidean distance.</summary>
    public static unsafe HnswGraph WithoutLinks(VectorTable vectors)
    {
        var options = new HnswOptions { Metric = VectorMetric.Euclidean, M = 2 };
        var nodes = new NodeTable(options.M);
        nodes.Reserve(vectors.Count);
        var graph = new HnswGraph(options.Metric, options.M, new VectorCode(vectors.Dim, options.Storage, 1, []), HnswGraph.NewBlocks(vectors.Dim, options, vectors.Count), null, nodes);
        for (int row = 0; row < vectors.Count; row++)
        {
            nodes.Append(row, level: 0);
            vectors[row].CopyTo(graph.VectorOf(row));
            graph.Row(row, layer: 0).Fill(HnswGraph.None);
        }
        nodes.Entry = 0;
        return graph;
    }

    /// <summary>All that makes a graph: levels, entry point, links, vectors, ids, code.</summary>
    public static unsafe byte[] BytesOf(HnswGraph graph) =>
    [
        .. graph.Nodes.Levels,
        .. BitConverter.GetBytes(graph.Nodes.Entry),
        .. MemoryMarshal.AsBytes(graph.Nodes.UpperLinks),
        .. new ReadOnlySpan<byte>(graph.Blocks.Start, (int)graph.Blocks.Bytes),
        .. graph.Originals is { } originals ? new ReadOnlySpan<byte>(originals.Start, (int)originals.Bytes) : [],
        .. MemoryMarshal.AsBytes(graph.Nodes.Ids.AsSpan(0, graph.Nodes.Count)),
        .. MemoryMarshal.AsBytes(graph.Nodes.Deleted.AsSpan()),
        .. BitConverter.GetBytes(graph.Code.Scale),
        .. MemoryMarshal.AsBytes(graph.Code.Centre.AsSpan()),
    ];

    public static VectorTable Vectors(string kind) => kind switch
    {
        "clustered" => TestVectors.Clustered(3000, 32, seed: 11),
        "tight clusters" => TestVectors.Clustered(3000, 32, seed: 11, spread: 0.02),
        "different norms" => TestVectors.Clustered(3000, 32, seed: 11, normSpread: 0.5),
        "gaussian" => TestVectors.Gaussian(3000, 32, seed: 11),
        _ => throw new ArgumentException(kind),
    };
}
