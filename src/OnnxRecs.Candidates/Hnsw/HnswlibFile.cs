using System.Runtime.InteropServices;
using OnnxRecs.Artifacts;
using OnnxRecs.Candidates.Vectors;
using OnnxRecs.Pipeline;

namespace OnnxRecs.Candidates.Hnsw;

/// <summary>The files of hnswlib (saveIndex and loadIndex of 0.6.2, float vectors), so that an index can go either way.</summary>
/// <remarks>
/// <para>Its metric such a file does not say. Euclidean is hnswlib's l2 (its distance is minus our score), inner product its ip (1 minus our
/// score), cosine its ip over vectors that were made 1 long, as its Python binding's cosine is.</para>
/// <para>Layout, little-endian; offsets and lengths are in bytes. A header of 96:</para>
/// <code>
///  0  0, uint64                               48  top layer, int32 (-1: no nodes)
///  8  room for nodes, uint64                  52  entry point, uint32
/// 16  nodes, uint64                           56  slots of a list above layer 0, uint64: M
/// 24  length of a node, uint64                64  slots of a list on layer 0, uint64: 2 M
/// 32  offset of the label in it, uint64       72  M, uint64
/// 40  offset of the vector in it, uint64      80  1 / ln(M), float64
///                                             88  efConstruction, uint64
/// </code>
/// <para>Then the nodes, each: count of links (uint16), flags (uint16; 1 is deleted), 2 M slots (uint32), vector (float32), label (uint64). Then for
/// each node: length of what follows (uint32) and, for layer 1, 2 ... up to its level, count (uint32) and M slots (uint32).</para>
/// <para>It has no checksum: damage that leaves all in order cannot be seen. But every count and link is checked, so that none can lead out of the index.</para>
/// </remarks>
public static class HnswlibFile
{
    private const ushort DeletedFlag = 1;
    private const int BufferBytes = 1 << 18;

    // Of the searches that link lost nodes: the file may ask for any width, and lose any number of them.
    private const int MostEf = 200;

    // Far more than rounding leaves, and vectors that were never made 1 long are seldom all within it.
    private const double UnitTolerance = 1e-3;

    /// <summary>Reads a file into an index of float32 storage with the file's M and efConstruction. Where a node cannot be reached, it adds a link.</summary>
    /// <param name="metric">By which hnswlib built it.</param>
    /// <exception cref="InvalidDataException">
    /// It is damaged, cut short or something else; or it has what this index has no place for: a label above 2,147,483,647 or that two nodes share, a vector that
    /// is not finite or, by cosine, not 1 long, an M above 256, a level above 31.
    /// </exception>
    /// <exception cref="IOException">There is no such file, or it cannot be read.</exception>
    public static HnswIndex Read(string path, VectorMetric metric)
    {
        new HnswOptions { Metric = metric }.Check();
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, BufferBytes, FileOptions.SequentialScan);
        return new Reader(path, stream, metric).Read();
    }

    /// <summary>Writes the file beside and renames it. Where the storage is not float32, the vectors are written as they were given.</summary>
    /// <exception cref="IOException">It cannot be written; what stood at <paramref name="path"/> is untouched.</exception>
    /// <exception cref="ObjectDisposedException">The index has been disposed.</exception>
    public static void Write(string path, HnswIndex index)
    {
        HnswGraph graph = index.Graph;
        using MemoryHold hold = graph.Hold();
        AtomicFile.Write(path, stream => Write(stream, graph, index.Options));
    }

    private static void Write(Stream file, HnswGraph graph, HnswOptions options)
    {
        NodeTable nodes = graph.Nodes;
        ulong count = (ulong)nodes.Count;
        var header = new HnswlibHeader(options.M, graph.Dim) { Capacity = count, NodeCount = count, Entry = nodes.Entry, EfConstruction = (ulong)options.EfConstruction };
        header.TopLayer = nodes.Count == 0 ? -1 : nodes.TopLayer;
        var stream = new BufferedStream(file, BufferBytes);
        stream.Write(MemoryMarshal.AsBytes(new ReadOnlySpan<HnswlibHeader>(in header)));
        byte[] node = new byte[header.NodeBytes];
        for (int i = 0; i < nodes.Count; i++)
        {
            WriteList(graph.LinksOf(i, layer: 0), node.AsSpan(0, (int)header.VectorAt));
            MemoryMarshal.Write(node.AsSpan(sizeof(ushort)), nodes.IsDeleted(i) ? DeletedFlag : default);
            MemoryMarshal.AsBytes(graph.VectorOf(i)).CopyTo(node.AsSpan((int)header.VectorAt));
            MemoryMarshal.Write(node.AsSpan((int)header.LabelAt), (ulong)nodes.Ids[i]);
            stream.Write(node);
        }
        byte[] list = new byte[HnswlibHeader.CountBytes + options.M * sizeof(int)];
        for (int i = 0; i < nodes.Count; i++)
        {
            int bytes = nodes.Levels[i] * list.Length;
            stream.Write(MemoryMarshal.AsBytes(new ReadOnlySpan<int>(in bytes)));
            for (int layer = 1; layer <= nodes.Levels[i]; layer++)
            {
                WriteList(graph.LinksOf(i, layer), list);
                stream.Write(list);
            }
        }
        stream.Flush();
    }

    // Hnswlib's lists begin with the farthest, ours with the nearest.
    private static void WriteList(ReadOnlySpan<int> links, Span<byte> list)
    {
        list.Clear();
        MemoryMarshal.Write(list, links.Length);
        Span<int> slots = MemoryMarshal.Cast<byte, int>(list[HnswlibHeader.CountBytes..])[..links.Length];
        links.CopyTo(slots);
        slots.Reverse();
    }

    private sealed unsafe class Reader(string path, FileStream stream, VectorMetric metric)
    {
        private HnswlibHeader _header;
        private HnswOptions _options = new();
        private int _dim;
        private int _count;

        public HnswIndex Read()
        {
            ReadHeader();
            VectorBlocks blocks = HnswGraph.NewBlocks(_dim, _options, _count);
            try
            {
                var code = new VectorCode(_dim, _options.Storage, scale: 1, centre: []);
                NodeTable nodes = ReadNodes(new HnswGraph(metric, _options.M, code, blocks, null, new NodeTable(_options.M)));
                var graph = new HnswGraph(metric, _options.M, code, blocks, null, nodes);
                Repair(graph);
                return new HnswIndex(graph, _options);
            }
            catch
            {
                blocks.Dispose();
                throw;
            }
        }

        private void ReadHeader()
        {
            if (stream.Length < HnswlibHeader.Bytes) throw Damaged($"it has {stream.Length:N0} bytes, the header alone has {HnswlibHeader.Bytes}");
            stream.ReadExactly(MemoryMarshal.AsBytes(new Span<HnswlibHeader>(ref _header)));
            if (_header.Zero != 0) throw Damaged("it does not begin with 0 (our own files are read by HnswFile)");
            _options = new HnswOptions
            {
                Metric = metric,
                M = (int)Math.Min(_header.M, int.MaxValue),
                EfConstruction = (int)Math.Min(_header.EfConstruction, int.MaxValue),
            };
            try
            {
                _options.Check();
            }
            catch (ArgumentException e)
            {
                throw Damaged(e.Message);
            }
            ulong vectorBytes = _header.LabelAt - _header.VectorAt;
            if (_header.LabelAt < _header.VectorAt || vectorBytes % sizeof(float) != 0 || vectorBytes / sizeof(float) is < 1 or > VectorCode.MaxDim)
                throw Damaged($"its vectors have {unchecked((long)vectorBytes):N0} bytes, not those of 1 to {VectorCode.MaxDim:N0} floats");
            _dim = (int)vectorBytes / sizeof(float);
            var expected = new HnswlibHeader(_options.M, _dim);
            if ((_header.UpperSlots, _header.Slots) != (expected.UpperSlots, expected.Slots))
                throw Damaged($"its lists have {_header.Slots:N0} slots on layer 0 and {_header.UpperSlots:N0} above, not 2 M and M, which is {_options.M}");
            if ((_header.NodeBytes, _header.VectorAt) != (expected.NodeBytes, expected.VectorAt))
                throw Damaged($"its nodes have {_header.NodeBytes:N0} bytes with the vector from {_header.VectorAt:N0} on, not {expected.NodeBytes:N0} from {expected.VectorAt:N0} on");
            if (!(Math.Abs(_header.LevelFactor / expected.LevelFactor - 1) < 1e-9)) throw Damaged($"its 1 / ln(M) is {_header.LevelFactor}, with M = {_options.M}");
            if (_header.NodeCount > _header.Capacity) throw Damaged($"it has room for {_header.Capacity:N0} nodes and {_header.NodeCount:N0} of them");
            // Against the file, before anything so large is asked for. No product of these reaches 2^64.
            if (_header.NodeCount > (ulong)Array.MaxLength || _header.NodeCount * (_header.NodeBytes + sizeof(uint)) > (ulong)(stream.Length - stream.Position))
                throw Damaged($"it is cut short: it has {stream.Length:N0} bytes and {_header.NodeCount:N0} nodes of {_header.NodeBytes:N0}");
            _count = (int)_header.NodeCount;
        }

        private NodeTable ReadNodes(HnswGraph graph)
        {
            int[] ids = new int[_count];
            ulong[] deleted = new ulong[(_count + 63) / 64];
            byte[] node = new byte[_header.NodeBytes];
            for (int i = 0; i < _count; i++)
            {
                stream.ReadExactly(node);
                ushort flags = MemoryMarshal.Read<ushort>(node.AsSpan(sizeof(ushort)));
                if (flags > DeletedFlag) throw Damaged($"node {i} has flags {flags:x}, of which only 1 is known");
                if (flags == DeletedFlag) deleted[i / 64] |= 1UL << (i % 64);
                ReadList(node.AsSpan(0, (int)_header.VectorAt), MemoryMarshal.Read<ushort>(node), graph.Row(i, layer: 0), i, layer: 0);
                ReadVector(MemoryMarshal.Cast<byte, float>(node.AsSpan((int)_header.VectorAt, _dim * sizeof(float))), graph.VectorOf(i), i);
                ulong label = MemoryMarshal.Read<ulong>(node.AsSpan((int)_header.LabelAt));
                if (label > int.MaxValue) throw Damaged($"node {i} has label {label}; ids go up to {int.MaxValue}");
                ids[i] = (int)label;
            }
            (byte[] levels, int[] upperLinks) = ReadUpperLists();
            var nodes = new NodeTable(_options.M, ids, levels, deleted, upperLinks, _header.Entry);
            if (GraphCheck.FaultOf(nodes, _options.M) is { } fault) throw Damaged(fault);
            int top = _count == 0 ? -1 : nodes.TopLayer;
            if (_header.TopLayer != top) throw Damaged($"its top layer is {top}, its header says {_header.TopLayer}");
            return nodes;
        }

        private void ReadVector(Span<float> vector, Span<float> target, int node)
        {
            if (IndexInput.FaultOf(vector, metric) is { } fault) throw Damaged($"the vector of node {node} {fault}");
            double squares = 0;
            foreach (float value in vector) squares += (double)value * value;
            if (metric == VectorMetric.Cosine && !(Math.Abs(Math.Sqrt(squares) - 1) < UnitTolerance))
                throw Damaged($"the vector of node {node} is {Math.Sqrt(squares):G6} long, by cosine all are 1 long");
            IndexInput.Store(vector, metric, target);
        }

        private (byte[] Levels, int[] UpperLinks) ReadUpperLists()
        {
            byte[] levels = new byte[_count];
            byte[] list = new byte[HnswlibHeader.CountBytes + _options.M * sizeof(int)];
            var links = new List<int>();
            Span<byte> length = stackalloc byte[sizeof(uint)];
            Span<int> row = stackalloc int[_options.M];
            for (int i = 0; i < _count; i++)
            {
                if (stream.Length - stream.Position < length.Length) throw Damaged($"it is cut short, to {stream.Length:N0} bytes, before the upper lists of node {i}");
                stream.ReadExactly(length);
                uint bytes = MemoryMarshal.Read<uint>(length);
                if (bytes % list.Length != 0 || bytes / list.Length > HnswGraph.MaxLevel)
                    throw Damaged($"the upper lists of node {i} have {bytes:N0} bytes, not {list.Length} for each of at most {HnswGraph.MaxLevel} layers");
                if (bytes > stream.Length - stream.Position) throw Damaged($"it is cut short, to {stream.Length:N0} bytes, in the upper lists of node {i}");
                levels[i] = (byte)(bytes / list.Length);
                if (links.Count + (long)levels[i] * row.Length > Array.MaxLength) throw Damaged("it has more links on upper layers than there is room for");
                for (int layer = 1; layer <= levels[i]; layer++)
                {
                    stream.ReadExactly(list);
                    ReadList(list, MemoryMarshal.Read<uint>(list), row, i, layer);
                    links.AddRange(row);
                }
            }
            if (stream.Position != stream.Length) throw Damaged($"{stream.Length - stream.Position:N0} bytes are left after its last list");
            return (levels, [.. links]);
        }

        // The nearest first, as ours are.
        private void ReadList(ReadOnlySpan<byte> list, uint count, Span<int> row, int node, int layer)
        {
            if (count > row.Length) throw Damaged($"node {node} has {count:N0} links on layer {layer}, where there is room for {row.Length}");
            ReadOnlySpan<int> links = MemoryMarshal.Cast<byte, int>(list[HnswlibHeader.CountBytes..])[..(int)count];
            foreach (int link in links)
            {
                if ((uint)link >= (uint)_count) throw Damaged($"node {node} has a link to {(uint)link} on layer {layer}, of {_count:N0} nodes");
            }
            links.CopyTo(row);
            row[..links.Length].Reverse();
            row[links.Length..].Fill(HnswGraph.None);
        }

        private void Repair(HnswGraph graph)
        {
            var scratch = new SearchScratch();
            scratch.Fit(graph);
            Reachability.Repair(graph, GraphSearch.For(_options.Storage, metric), lifts: null, Math.Min(_options.EfConstruction, MostEf), scratch);
        }

        private InvalidDataException Damaged(string why) => new($"{path} is damaged or not an index of hnswlib: {why}.");
    }
}
