using System.Runtime.InteropServices;
using OnnxRecs.Candidates.Vectors;
using OnnxRecs.Pipeline;

namespace OnnxRecs.Candidates.Hnsw;

/// <summary>The first bytes of an <see cref="HnswFile"/>, whose doc says what they mean.</summary>
[StructLayout(LayoutKind.Explicit, Size = Bytes)]
internal struct HnswFileHeader
{
    public const int Bytes = 256;

    /// <summary>The line feed is there to suffer from whatever takes the file for text.</summary>
    public const ulong ExpectedMagic = (ulong)'O' | (ulong)'R' << 8 | (ulong)'H' << 16 | (ulong)'N' << 24 | (ulong)'S' << 32 | (ulong)'W' << 40 | (ulong)'\r' << 48 | (ulong)'\n' << 56;

    public const int CurrentVersion = 1;

    [FieldOffset(0)] public ulong Magic;
    [FieldOffset(8)] public int Version;
    [FieldOffset(12)] public VectorMetric Metric;
    [FieldOffset(16)] public VectorStorage Storage;
    [FieldOffset(20)] public int Dim;
    [FieldOffset(24)] public int M;
    [FieldOffset(28)] public int EfConstruction;
    [FieldOffset(32)] public int EfSearch;
    [FieldOffset(36)] public float Scale;
    [FieldOffset(40)] public ulong Seed;
    [FieldOffset(48)] public int NodeCount;
    [FieldOffset(52)] public int DeletedCount;
    [FieldOffset(56)] public int UpperRowCount;
    [FieldOffset(60)] public int Entry;
    [FieldOffset(64)] public HnswFileLayout Layout;
    [FieldOffset(ChecksumAt - sizeof(uint))] public uint TableChecksum;
    [FieldOffset(ChecksumAt)] public uint Checksum;

    private const int ChecksumAt = Bytes - sizeof(uint);

    public readonly HnswOptions Options => new() { Metric = Metric, Storage = Storage, M = M, EfConstruction = EfConstruction, EfSearch = EfSearch, Seed = Seed };

    /// <summary>Where what it counts has to lie. Only for options and counts that are in range.</summary>
    public readonly HnswFileLayout ExpectedLayout
    {
        get
        {
            // Every product stays below 2^50.
            long at = Bytes;
            FileSection Next(long bytes, int alignment = BlockLayout.Line)
            {
                at = AlignedTo(alignment, at);
                var section = new FileSection(at, bytes);
                at += bytes;
                return section;
            }
            HnswFileLayout layout = default;
            layout.Ids = Next((long)NodeCount * sizeof(int));
            layout.Levels = Next(NodeCount);
            layout.Deleted = Next(((long)NodeCount + 63) / 64 * sizeof(ulong));
            layout.UpperLinks = Next((long)UpperRowCount * M * sizeof(int));
            layout.Centre = Next(VectorCode.HasCentre(Storage, Metric) ? Dim * sizeof(float) : 0);
            layout.Blocks = Next((long)NodeCount * BlockLayout.Stride, HnswFileLayout.Page);
            layout.Originals = Next((long)NodeCount * (OriginalsLayout?.Stride ?? 0), HnswFileLayout.Page);
            at = AlignedTo(BlockLayout.Line, at);
            layout.Checksums = Next(Checksums.ChunksOf(at - Bytes) * sizeof(uint));
            layout.FileBytes = at;
            return layout;
        }
    }

    public readonly BlockLayout BlockLayout => new(Dim, Storage, 2 * M);

    public readonly BlockLayout? OriginalsLayout => Storage == VectorStorage.Float32 ? null : new BlockLayout(Dim, VectorStorage.Float32, linkSlots: 0);

    public readonly uint ExpectedChecksum
    {
        get
        {
            HnswFileHeader copy = this;
            return Checksums.Of(MemoryMarshal.AsBytes(new ReadOnlySpan<HnswFileHeader>(in copy))[..ChecksumAt]);
        }
    }

    private static long AlignedTo(int alignment, long at) => (at + alignment - 1) / alignment * alignment;
}

/// <summary>Where the parts of an <see cref="HnswFile"/> lie.</summary>
internal record struct HnswFileLayout
{
    /// <summary>Blocks begin at multiples of it, whatever the pages of the machine are: searches only need whole cache lines.</summary>
    public const int Page = 4096;

    public long FileBytes;
    public FileSection Ids;
    public FileSection Levels;
    public FileSection Deleted;
    public FileSection UpperLinks;
    public FileSection Centre;
    public FileSection Blocks;
    public FileSection Originals;
    public FileSection Checksums;
}

/// <summary>From the start of the file.</summary>
internal readonly record struct FileSection(long Offset, long Bytes);
