using System.Runtime.InteropServices;
using OnnxRecs.Artifacts;
using OnnxRecs.Candidates.Vectors;

namespace OnnxRecs.Candidates.Hnsw;

/// <summary>An <see cref="HnswIndex"/> in a file that is opened by memory map: nothing is read twice, and processes share one copy.</summary>
/// <remarks>
/// <para>Layout of version 1, little-endian; offsets and lengths are in bytes. A header of 256:</para>
/// <code>
///   0  magic "ORHNSW\r\n"        32  efSearch, int32                 64  length of the file, int64
///   8  version, int32            36  step of the code, float32       72  offset and length, int64 each, of: ids, levels, deleted,
///  12  metric, int32             40  seed, uint64                        upper links, centre, blocks, originals, checksums
///  16  storage, int32            48  nodes, int32                   200  zero
///  20  dimension, int32          52  deleted nodes, int32           248  CRC-32C of the checksums, uint32
///  24  M, int32                  56  upper lists, int32             252  CRC-32C of what stands before, uint32
///  28  efConstruction, int32     60  entry point, int32
/// </code>
/// <para>Then these, each from the next multiple of 64, blocks and originals from one of 4,096; what lies between is zero:</para>
/// <list type="bullet">
/// <item>ids: int32 [nodes]; levels: a byte for each node; deleted: a bit for each node, in words of 64</item>
/// <item>upper links: int32 [upper lists, M], for each node those of layer 1, 2 ... up to its level; -1 is an empty slot</item>
/// <item>centre: float32 [dimension] for int8 storage by Euclidean distance, otherwise nothing</item>
/// <item>blocks: for each node its vector in its storage, zeros up to a multiple of 64, 2 M links (int32) of layer 0, zeros up to a multiple of 64</item>
/// <item>originals: where the storage is not float32, for each node its vector as float32, zeros up to a multiple of 64</item>
/// <item>checksums: CRC-32C of each 64 KiB from offset 256 to here, uint32</item>
/// </list>
/// <para>All of it is checked before an index is given out, the bytes by their checksums and the structure by itself. A map alone would cost nothing, but
/// no search could then trust what it walks over; and more than half of the time goes into bringing the pages in, which the first searches would have
/// to wait for otherwise. See <see cref="HnswlibFile"/> for the format of hnswlib.</para>
/// </remarks>
public static unsafe class HnswFile
{
    /// <summary>Writes the file beside and renames it. Equal graphs give equal files.</summary>
    /// <remarks>An index that was opened from this path stays what it was; on Windows it has to be disposed first.</remarks>
    /// <exception cref="IOException">It cannot be written; what stood at <paramref name="path"/> is untouched.</exception>
    /// <exception cref="ObjectDisposedException">The index has been disposed.</exception>
    public static void Save(string path, HnswIndex index)
    {
        HnswGraph graph = index.Graph;
        using MemoryHold hold = graph.Hold();
        AtomicFile.Write(path, stream => Write(stream, graph, index.Options));
    }

    /// <summary>Maps a file and checks all of it. Cost: one pass over it, by all cores; about 90 ms of processor time for a GB that the system has in memory.</summary>
    /// <remarks>While the index is in use the file may be renamed over or deleted but not changed: where a map is cut short, the system ends the process.</remarks>
    /// <exception cref="InvalidDataException">It is damaged, cut short, of another version, or something else.</exception>
    /// <exception cref="IOException">There is no such file, or it cannot be mapped.</exception>
    public static HnswIndex Open(string path)
    {
        var file = new MappedFile(path);
        try
        {
            HnswFileHeader header = ReadHeader(path, file);
            HnswFileLayout layout = header.Layout;
            CheckSums(path, file, header);
            NodeTable nodes = ReadNodes(path, file, header);
            var code = new VectorCode(header.Dim, header.Storage, header.Scale, Values<float>(file, layout.Centre).ToArray());
            if (code.Centre.AsSpan().ContainsAnyExceptInRange(float.MinValue, float.MaxValue)) throw Damaged(path, "the centre of its code is not finite");
            var blocks = new VectorBlocks(file, file.Start + layout.Blocks.Offset, header.BlockLayout, nodes.Count);
            VectorBlocks? originals = header.OriginalsLayout is { } floats ? new VectorBlocks(file, file.Start + layout.Originals.Offset, floats, nodes.Count) : null;
            return new HnswIndex(new HnswGraph(header.Metric, header.M, code, blocks, originals, nodes), header.Options);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private static void Write(Stream stream, HnswGraph graph, HnswOptions options)
    {
        NodeTable nodes = graph.Nodes;
        var header = new HnswFileHeader
        {
            Magic = HnswFileHeader.ExpectedMagic,
            Version = HnswFileHeader.CurrentVersion,
            Metric = options.Metric,
            Storage = options.Storage,
            Dim = graph.Dim,
            M = options.M,
            EfConstruction = options.EfConstruction,
            EfSearch = options.EfSearch,
            Scale = graph.Code.Scale,
            Seed = options.Seed,
            NodeCount = nodes.Count,
            DeletedCount = nodes.DeletedCount,
            UpperRowCount = nodes.UpperRowCount,
            Entry = nodes.Entry,
        };
        HnswFileLayout layout = header.Layout = header.ExpectedLayout;

        stream.Position = HnswFileHeader.Bytes;
        var writer = new ChecksummedWriter(stream);
        writer.Write(layout.Ids, MemoryMarshal.AsBytes(nodes.Ids.AsSpan(0, nodes.Count)));
        writer.Write(layout.Levels, nodes.Levels.AsSpan(0, nodes.Count));
        writer.Write(layout.Deleted, MemoryMarshal.AsBytes(nodes.Deleted.AsSpan())[..(int)layout.Deleted.Bytes]);
        writer.Write(layout.UpperLinks, MemoryMarshal.AsBytes(nodes.UpperLinks));
        writer.Write(layout.Centre, MemoryMarshal.AsBytes(graph.Code.Centre.AsSpan()));
        writer.Write(layout.Blocks, graph.Blocks.Start);
        if (graph.Originals is not null) writer.Write(layout.Originals, graph.Originals.Start);
        uint[] checksums = writer.Finish(layout.Checksums.Offset);
        stream.Write(MemoryMarshal.AsBytes(checksums.AsSpan()));

        header.TableChecksum = Checksums.Of(MemoryMarshal.AsBytes(checksums.AsSpan()));
        header.Checksum = header.ExpectedChecksum;
        stream.Position = 0;
        stream.Write(MemoryMarshal.AsBytes(new ReadOnlySpan<HnswFileHeader>(in header)));
    }

    private static HnswFileHeader ReadHeader(string path, MappedFile file)
    {
        if (file.Length < sizeof(ulong) || *(ulong*)file.Start != HnswFileHeader.ExpectedMagic)
            throw Damaged(path, "it does not begin with ORHNSW (files of hnswlib are read by HnswlibFile)");
        if (file.Length < HnswFileHeader.Bytes) throw Damaged(path, $"it is cut short, to {file.Length:N0} bytes");
        HnswFileHeader header = *(HnswFileHeader*)file.Start;
        if (header.Version != HnswFileHeader.CurrentVersion) throw Damaged(path, $"its version is {header.Version}, this program reads {HnswFileHeader.CurrentVersion}");
        if (header.Checksum != header.ExpectedChecksum) throw Damaged(path, "the checksum of its header does not match");
        try
        {
            header.Options.Check();
        }
        catch (ArgumentException e)
        {
            throw Damaged(path, e.Message);
        }
        if (header.Dim is < 1 or > VectorCode.MaxDim) throw Damaged(path, $"its dimension is {header.Dim}, not 1 to {VectorCode.MaxDim:N0}");
        if (!(header.Scale is > 0 and < float.PositiveInfinity) || (header.Storage != VectorStorage.Int8 && header.Scale != 1)) throw Damaged(path, $"the step of its code is {header.Scale}");
        // As arrays of the runtime can be long.
        if (header.NodeCount < 0 || header.NodeCount > Array.MaxLength) throw Damaged(path, $"it has {header.NodeCount:N0} nodes");
        if (header.UpperRowCount < 0 || (long)header.UpperRowCount * header.M > Array.MaxLength) throw Damaged(path, $"it has {header.UpperRowCount:N0} upper lists of {header.M}");
        if (header.Layout != header.ExpectedLayout) throw Damaged(path, "its parts are not where they belong");
        if (header.Layout.FileBytes != file.Length) throw Damaged(path, $"it is {file.Length:N0} bytes long and was {header.Layout.FileBytes:N0}");
        return header;
    }

    private static void CheckSums(string path, MappedFile file, in HnswFileHeader header)
    {
        FileSection table = header.Layout.Checksums;
        // More than an array can hold would be of a file of 2^47 bytes, which no processor maps.
        if (Checksums.Of(Values<byte>(file, table)) != header.TableChecksum) throw Damaged(path, "the checksum of its checksums does not match");
        long chunk = Checksums.FirstDifference(file.Start + HnswFileHeader.Bytes, table.Offset - HnswFileHeader.Bytes, (uint*)(file.Start + table.Offset));
        if (chunk >= 0) throw Damaged(path, $"the checksum of the 64 KiB from {HnswFileHeader.Bytes + chunk * Checksums.ChunkBytes:N0} does not match");
    }

    private static NodeTable ReadNodes(string path, MappedFile file, in HnswFileHeader header)
    {
        byte[] levels = Values<byte>(file, header.Layout.Levels).ToArray();
        ulong[] deleted = Values<ulong>(file, header.Layout.Deleted).ToArray();
        long rows = 0;
        foreach (byte level in levels)
        {
            if (level > HnswGraph.MaxLevel) throw Damaged(path, $"a node is of level {level}, above {HnswGraph.MaxLevel}");
            rows += level;
        }
        if (rows != header.UpperRowCount) throw Damaged(path, $"its levels ask for {rows:N0} upper lists, it has {header.UpperRowCount:N0}");
        if (header.NodeCount % 64 != 0 && deleted[^1] >> header.NodeCount % 64 != 0) throw Damaged(path, "nodes are deleted that it does not have");
        var nodes = new NodeTable(header.M, Values<int>(file, header.Layout.Ids).ToArray(), levels, deleted, Values<int>(file, header.Layout.UpperLinks), header.Entry);
        if (nodes.DeletedCount != header.DeletedCount) throw Damaged(path, $"{nodes.DeletedCount:N0} of its nodes are deleted, its header says {header.DeletedCount:N0}");
        if (GraphCheck.FaultOf(nodes, header.M) is { } fault) throw Damaged(path, fault);
        return nodes;
    }

    private static ReadOnlySpan<T> Values<T>(MappedFile file, FileSection section)
        where T : unmanaged => new(file.Start + section.Offset, checked((int)(section.Bytes / sizeof(T))));

    private static InvalidDataException Damaged(string path, string why) => new($"{path} is damaged or not one of our indexes: {why}. Delete it and build the index again.");

    /// <summary>Writes chunk by chunk and keeps their checksums.</summary>
    private sealed class ChecksummedWriter(Stream stream)
    {
        private readonly byte[] _chunk = new byte[Checksums.ChunkBytes];
        private readonly List<uint> _checksums = [];
        private int _used;

        public void Write(FileSection section, ReadOnlySpan<byte> bytes)
        {
            FillTo(section.Offset);
            Put(bytes);
            FillTo(section.Offset + section.Bytes);
        }

        public void Write(FileSection section, byte* start)
        {
            FillTo(section.Offset);
            for (long at = 0; at < section.Bytes; at += Checksums.ChunkBytes) Put(new ReadOnlySpan<byte>(start + at, (int)Math.Min(Checksums.ChunkBytes, section.Bytes - at)));
        }

        public uint[] Finish(long offset)
        {
            FillTo(offset);
            if (_used > 0) Flush();
            return [.. _checksums];
        }

        // With zeros.
        private void FillTo(long offset)
        {
            for (long missing = offset - stream.Position - _used; missing > 0; missing = offset - stream.Position - _used)
            {
                int some = (int)Math.Min(missing, _chunk.Length - _used);
                _chunk.AsSpan(_used, some).Clear();
                Advance(some);
            }
        }

        private void Put(ReadOnlySpan<byte> bytes)
        {
            while (!bytes.IsEmpty)
            {
                int some = Math.Min(bytes.Length, _chunk.Length - _used);
                bytes[..some].CopyTo(_chunk.AsSpan(_used));
                bytes = bytes[some..];
                Advance(some);
            }
        }

        private void Advance(int some)
        {
            _used += some;
            if (_used == _chunk.Length) Flush();
        }

        private void Flush()
        {
            ReadOnlySpan<byte> used = _chunk.AsSpan(0, _used);
            _checksums.Add(Checksums.Of(used));
            stream.Write(used);
            _used = 0;
        }
    }
}
