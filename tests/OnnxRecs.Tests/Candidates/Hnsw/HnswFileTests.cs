using System.Runtime.InteropServices;
using OnnxRecs.Artifacts;
using OnnxRecs.Candidates;
using OnnxRecs.Candidates.Hnsw;
using OnnxRecs.Numerics;
using OnnxRecs.Pipeline;
using OnnxRecs.Tests.Support;

namespace OnnxRecs.Tests.Candidates.Hnsw;

public sealed unsafe class HnswFileTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private string IndexPath => _folder["index.bin"];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(HnswFiles.Kinds), MemberType = typeof(HnswFiles))]
    public void SaveAndOpen_AnyKind_GivesTheSameBits(VectorMetric metric, VectorStorage storage)
    {
        using HnswIndex saved = HnswFiles.Index(metric, storage);
        HnswFile.Save(IndexPath, saved);
        using HnswIndex opened = HnswFile.Open(IndexPath);
        Assert.Equal((saved.Count, saved.Dim, saved.Options), (opened.Count, opened.Dim, opened.Options));
        Assert.Equal(Graphs.BytesOf(saved.Graph), Graphs.BytesOf(opened.Graph));
        Assert.Equal(saved.Graph.Nodes.Ids[..70], opened.Graph.Nodes.Ids);
        Assert.Equal(saved.Graph.Code.Centre, opened.Graph.Code.Centre);
        Assert.Equal(HnswFiles.Answers(saved), HnswFiles.Answers(opened));
        Assert.Equal(0, (nint)opened.Graph.Blocks.Start % 4096);

        // What was opened is as good as what was built: it can be saved, and a builder can go on from it.
        HnswFile.Save(_folder["again.bin"], opened);
        Assert.Equal(File.ReadAllBytes(IndexPath), File.ReadAllBytes(_folder["again.bin"]));
        float[] another = [1, 2, 3, 4, 5, 6, 7, 8, 9];
        int[][] grown = Array.ConvertAll([saved, opened], index =>
        {
            using var builder = HnswBuilder.From(index);
            builder.Add(2, another);
            using HnswIndex next = builder.ToIndex();
            return HnswFiles.Answer(next, another, k: 70);
        });
        Assert.Equal(grown[0], grown[1]);
    }

    [Fact]
    public void Open_HundredsOfChunks_GivesTheSameBits()
    {
        // Enough that several threads check it.
        VectorTable vectors = TestVectors.Gaussian(3000, 300, seed: 1);
        using HnswIndex saved = HnswBuilder.Build(vectors, new HnswOptions { M = 4, EfConstruction = 8, EfSearch = 50 });
        HnswFile.Save(IndexPath, saved);
        using HnswIndex opened = HnswFile.Open(IndexPath);
        Assert.Equal(Graphs.BytesOf(saved.Graph), Graphs.BytesOf(opened.Graph));
        Assert.Equal(HnswFiles.Answer(saved, vectors[7], 40), HnswFiles.Answer(opened, vectors[7], 40));
    }

    [Theory]
    [MemberData(nameof(HnswFiles.Kinds), MemberType = typeof(HnswFiles))]
    public void SaveAndOpen_EmptyIndex_StaysEmptyAndCanGrow(VectorMetric metric, VectorStorage storage)
    {
        using var empty = new HnswBuilder(4, new HnswOptions { Metric = metric, Storage = storage });
        using HnswIndex saved = empty.ToIndex();
        HnswFile.Save(IndexPath, saved);
        using HnswIndex opened = HnswFile.Open(IndexPath);
        Assert.Equal([0], HnswFiles.Answer(opened, [1, 2, 3, 4], k: 5));
        using var builder = HnswBuilder.From(opened);
        using HnswIndex unchanged = builder.ToIndex();
        HnswFile.Save(IndexPath, unchanged);
        builder.Add(6, [1, 0, 0, 0]);
        using HnswIndex grown = builder.ToIndex();
        HnswFile.Save(IndexPath, grown);
        using HnswIndex one = HnswFile.Open(IndexPath);
        Assert.Equal([1, 6], HnswFiles.Answer(one, [1, 0, 0, 0], k: 5)[..2]);
    }

    [Fact]
    public void SaveAndOpen_EverythingDeleted_FindsNothing()
    {
        using var builder = new HnswBuilder(1, new HnswOptions());
        builder.AddAll([0, 1, 2], new VectorTable([1, 2, 3], 1));
        for (int id = 0; id < 3; id++) builder.Remove(id);
        using HnswIndex saved = builder.ToIndex();
        HnswFile.Save(IndexPath, saved);
        using HnswIndex opened = HnswFile.Open(IndexPath);
        Assert.Equal(0, opened.Count);
        Assert.Equal([0], HnswFiles.Answer(opened, [1], k: 5));
    }

    [Fact]
    public void Save_OverTheFileOfAnOpenIndex_LeavesItAsItWas()
    {
        using HnswIndex first = HnswFiles.Index(VectorMetric.Cosine), second = HnswFiles.Index(VectorMetric.Euclidean);
        HnswFile.Save(IndexPath, first);
        using HnswIndex opened = HnswFile.Open(IndexPath);
        HnswFile.Save(IndexPath, second);
        using HnswIndex openedAgain = HnswFile.Open(IndexPath);
        Assert.Equal(HnswFiles.Answers(first), HnswFiles.Answers(opened));
        Assert.Equal(HnswFiles.Answers(second), HnswFiles.Answers(openedAgain));
        HnswFile.Save(IndexPath, opened);
        Assert.Equal([IndexPath], Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void Open_FolderVanishes_GoesOn()
    {
        string path = _folder[Path.Combine("gone", "index.bin")];
        using HnswIndex saved = HnswFiles.Index(VectorMetric.InnerProduct, VectorStorage.Int8);
        HnswFile.Save(path, saved);
        using HnswIndex opened = HnswFile.Open(path);
        Directory.Delete(_folder["gone"], recursive: true);
        Assert.Equal(HnswFiles.Answers(saved), HnswFiles.Answers(opened));
    }

    [Fact]
    public void Open_WhileOpen_IsSharedWithReadersOnly()
    {
        Saved();
        using HnswIndex opened = HnswFile.Open(IndexPath), openedTwice = HnswFile.Open(IndexPath);
        Assert.Throws<IOException>(() => File.OpenWrite(IndexPath).Dispose());
        openedTwice.Dispose();
        Assert.Throws<IOException>(() => File.OpenWrite(IndexPath).Dispose());
        opened.Dispose();
        File.OpenWrite(IndexPath).Dispose();
        Assert.Throws<ObjectDisposedException>(() => HnswFiles.Answers(opened));
        Assert.Throws<ObjectDisposedException>(() => HnswFile.Save(_folder["other.bin"], opened));
        Assert.False(File.Exists(_folder["other.bin"]));
    }

    [Fact]
    public void Dispose_DuringASearch_WaitsForIt()
    {
        Saved();
        HnswIndex opened = HnswFile.Open(IndexPath);
        // From within the search, which asks for each item.
        int asked = 0;
        int[] answer = HnswFiles.Answer(opened, new float[HnswFiles.Dim], k: 5, ItemFilter.Where(_ =>
        {
            opened.Dispose();
            Assert.Throws<IOException>(() => File.OpenWrite(IndexPath).Dispose());
            return ++asked > 0;
        }));
        Assert.Equal(5, answer[0]);
        File.OpenWrite(IndexPath).Dispose();
    }

    [Fact]
    public void Save_FolderIsAFile_ThrowsAndChangesNothing()
    {
        _folder.Write("file", "text");
        using HnswIndex index = HnswFiles.Index(VectorMetric.Cosine);
        Assert.ThrowsAny<IOException>(() => HnswFile.Save(_folder[Path.Combine("file", "index.bin")], index));
        Assert.Equal("text", File.ReadAllText(_folder["file"]));
        Assert.Single(Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void Save_PathIsAFolder_ThrowsAndLeavesNothingBeside()
    {
        Directory.CreateDirectory(IndexPath);
        using HnswIndex index = HnswFiles.Index(VectorMetric.Cosine);
        Assert.EndsWith("is a directory: name a file", Assert.Throws<InputException>(() => HnswFile.Save(IndexPath, index)).Message, StringComparison.Ordinal);
        Assert.Equal([IndexPath], Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void Open_NoSuchFile_SaysSo() => Assert.Contains("none.bin", Assert.Throws<FileNotFoundException>(() => HnswFile.Open(_folder["none.bin"])).Message, StringComparison.Ordinal);

    [Fact]
    public void Open_ForeignFiles_AreRefusedWithTheReason()
    {
        using HnswIndex index = HnswFiles.Index(VectorMetric.Euclidean);
        BlockFile.Write(_folder["blocks.bin"], ("vectors", new float[100]));
        foreach (string foreign in (string[])[_folder.Write("empty", ""), _folder.Write("short", "ORHNSW\r"), _folder.Write("text", "It is a text.\n"), _folder["blocks.bin"]])
            Refused(foreign, "it does not begin with ORHNSW");
        Refused(_folder.Write("begun", "ORHNSW\r\n"), "it is cut short, to 8 bytes");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(1 << 24)] // 1 of a machine that writes the other end first
    public void Open_OtherVersion_IsRefusedWithBoth(int version)
    {
        byte[] file = HnswFiles.Forged(Saved(), bytes => MemoryMarshal.Write(bytes.AsSpan(8), version));
        Refused(_folder.Write("other", file), $"its version is {version}, this program reads 1");
    }

    [Fact]
    public void Open_AnyByteOfHeaderOrParts_IsChecked()
    {
        byte[] file = Saved(VectorStorage.Int8);
        for (int at = 0; at < file.Length; at += at < 512 ? 1 : 61)
        {
            byte[] damaged = [.. file];
            damaged[at] ^= (byte)(1 << at % 8);
            Refused(_folder.Write("damaged", damaged), at < 8 ? "it does not begin with" : at < 12 ? "its version is" : "checksum of");
        }
        // And said where.
        file[300] ^= 1;
        Refused(_folder.Write("damaged", file), "the checksum of the 64 KiB from 256 does not match");
    }

    [Fact]
    public void Open_OtherLength_IsRefused()
    {
        byte[] file = Saved();
        foreach (int length in (int[])[256, 257, 4096, file.Length - 1, file.Length + 1])
            Refused(_folder.Write("cut", [.. file.Take(length), .. new byte[Math.Max(0, length - file.Length)]]), $"it is {length:N0} bytes long and was {file.Length:N0}");
        Refused(_folder.Write("cut", file[..255]), "it is cut short, to 255 bytes");
    }

    public static TheoryData<string, int, int, string> Lies() => new()
    {
        // What the header says, with its checksums as they should be.
        { "metric", 12, 0, "The field Metric is invalid." },
        { "storage", 16, 4, "The field Storage is invalid." },
        { "storage of another layout", 16, 2, "its parts are not where they belong" },
        { "dimension", 20, 0, "its dimension is 0, not 1 to 32,768" },
        { "dimension", 20, int.MaxValue, "its dimension is 2147483647, not 1 to 32,768" },
        { "M", 24, 1, "The field M must be between 2 and 256." },
        { "M", 24, int.MinValue, "The field M must be between 2 and 256." },
        { "efConstruction", 28, 0, "The field EfConstruction must be between 1 and 100000." },
        { "efSearch", 32, int.MaxValue, "The field EfSearch must be between 1 and 100000." },
        { "NaN as step", 36, 0x7fc0_0000, "the step of its code is NaN" },
        { "0 as step", 36, 0, "the step of its code is 0" },
        { "step without int8", 36, 0x4000_0000, "the step of its code is 2" },
        { "nodes", 48, -1, "it has -1 nodes" },
        { "nodes", 48, int.MaxValue, "it has 2,147,483,647 nodes" },
        { "nodes", 48, Array.MaxLength, "its parts are not where they belong" },
        { "nodes", 48, 71, "its parts are not where they belong" },
        { "deleted", 52, 8, "10 of its nodes are deleted, its header says 8" },
        { "upper lists", 56, -1, "it has -1 upper lists of 3" },
        { "upper lists", 56, int.MaxValue, "it has 2,147,483,647 upper lists of 3" },
        { "entry point", 60, -1, "its entry point -1 is none of its 70 nodes" },
        { "entry point", 60, 70, "its entry point 70 is none of its 70 nodes" },
        { "length", 64, 12_345, "its parts are not where they belong" },
        { "length", 68, int.MaxValue, "its parts are not where they belong" },
        { "offset", 76, -1, "its parts are not where they belong" },
    };

    [Theory]
    [MemberData(nameof(Lies))]
    public void Open_HeaderLies_IsRefused(string what, int offset, int value, string reason)
    {
        byte[] file = HnswFiles.Forged(Saved(), bytes => MemoryMarshal.Write(bytes.AsSpan(offset), value));
        Refused(_folder.Write("lie", file), reason, what);
    }

    [Fact]
    public void Open_PartsLie_IsRefused()
    {
        byte[] file = Saved();
        HnswFileHeader header = HnswFiles.HeaderOf(file);
        HnswFileLayout layout = header.Layout;
        byte[] levels = file.AsSpan((int)layout.Levels.Offset, 70).ToArray();
        int low = Array.IndexOf(levels, (byte)0), high = Array.IndexOf(levels, (byte)1);
        void Lie(FileSection section, long at, int value, int bytes, string reason) =>
            Refused(_folder.Write("lie", HnswFiles.Forged(file, forged => BitConverter.GetBytes(value).AsSpan(0, bytes).CopyTo(forged.AsSpan((int)(section.Offset + at))))), reason);
        Lie(layout.Ids, 4 * 3, -5, 4, "node 3 has id -5");
        // Node 1 has id 993 and node 3 979; node 0 was 1000 and is deleted, the last one is 1000 now.
        Lie(layout.Ids, 4 * 3, 993, 4, "two nodes have id 993");
        // Sparse ones.
        Refused(_folder.Write("lie", HnswFiles.Forged(file, forged =>
        {
            foreach (int node in (int[])[1, 68]) MemoryMarshal.Write(forged.AsSpan((int)layout.Ids.Offset + 4 * node), int.MaxValue);
        })), "two nodes have id 2147483647");
        Lie(layout.Levels, low, 32, 1, "a node is of level 32, above 31");
        Lie(layout.Levels, low, 1, 1, $"its levels ask for {header.UpperRowCount + 1:N0} upper lists, it has {header.UpperRowCount:N0}");
        Lie(layout.Deleted, 8 + 7, 0x80, 1, "nodes are deleted that it does not have");
        Lie(layout.Deleted, 0, 0, 1, "of its nodes are deleted, its header says 10");
        Lie(layout.UpperLinks, 0, low, 4, $"has a link to {low} on layer 1, where no such node is");
        Lie(layout.UpperLinks, 0, 70, 4, "has a link to 70 on layer 1, where no such node is");
        Lie(layout.UpperLinks, 0, -2, 4, "has a link to -2 on layer 1, where no such node is");
        Refused(_folder.Write("lie", HnswFiles.Forged(file, forged => MemoryMarshal.Write(forged.AsSpan(60), high))), "its entry point is of level 1, but there are nodes of level");
    }

    [Fact]
    public void Open_AListGoesOnAfterItsEnd_IsRefused()
    {
        byte[] file = Saved();
        HnswFileLayout layout = HnswFiles.HeaderOf(file).Layout;
        Span<int> links = MemoryMarshal.Cast<byte, int>(file.AsSpan((int)layout.UpperLinks.Offset, (int)layout.UpperLinks.Bytes));
        int at = 0;
        while (at % 3 != 0 || links[at] == HnswGraph.None || links[at + 1] == HnswGraph.None) at++;
        Refused(_folder.Write("lie", HnswFiles.Forged(file, forged => MemoryMarshal.Write(forged.AsSpan((int)layout.UpperLinks.Offset + 4 * at), HnswGraph.None))), "on layer");
    }

    [Fact]
    public void Open_CentreIsNotFinite_IsRefused()
    {
        byte[] file = Saved(VectorStorage.Int8);
        long offset = HnswFiles.HeaderOf(file).Layout.Centre.Offset;
        foreach (float value in (float[])[float.NaN, float.PositiveInfinity, float.NegativeInfinity])
            Refused(_folder.Write("lie", HnswFiles.Forged(file, forged => MemoryMarshal.Write(forged.AsSpan((int)offset + 4 * 3), value))), "the centre of its code is not finite");
    }

    [Fact]
    public void Open_LinksOfLayerZeroLie_SearchesStayInside()
    {
        // They are not checked beyond their checksum, as the search does not trust them.
        byte[] file = Saved();
        FileSection blocks = HnswFiles.HeaderOf(file).Layout.Blocks;
        int stride = (int)blocks.Bytes / 70, vector = 64;
        byte[] forged = HnswFiles.Forged(file, bytes =>
        {
            var rng = new Rng(3);
            for (int node = 0; node < 70; node++)
            {
                for (int slot = 0; slot < 6; slot++)
                {
                    int link = rng.NextInt(5) switch { 0 => -1, 1 => int.MinValue, 2 => int.MaxValue, 3 => 70, _ => rng.NextInt(70) };
                    MemoryMarshal.Write(bytes.AsSpan((int)blocks.Offset + node * stride + vector + 4 * slot), link);
                }
            }
        });
        using HnswIndex index = HnswFile.Open(_folder.Write("lie", forged));
        foreach (int[] answer in HnswFiles.Answers(index)) Assert.All(answer[1..(answer[0] + 1)], id => Assert.Contains(id, index.Graph.Nodes.Ids));
        // A builder may bring them into order, not fall over them.
        using var builder = HnswBuilder.From(index);
        builder.Compact();
        using HnswIndex repaired = builder.ToIndex();
        Assert.DoesNotContain(-1, Reachability.Tree(repaired.Graph));
    }

    [Fact]
    public void ExpectedLayout_SmallIndex_IsAsTheDocSays()
    {
        Assert.Equal(HnswFileHeader.Bytes, sizeof(HnswFileHeader));
        var header = new HnswFileHeader { Metric = VectorMetric.Euclidean, Storage = VectorStorage.Int8, Dim = 65, M = 8, NodeCount = 100, UpperRowCount = 13 };
        Assert.Equal(new HnswFileLayout
        {
            Ids = new(256, 400),
            Levels = new(704, 100), // 656 is not a multiple of 64
            Deleted = new(832, 16),
            UpperLinks = new(896, 13 * 8 * 4),
            Centre = new(1344, 260),
            Blocks = new(4096, 100 * (128 + 64)),
            Originals = new(24_576, 100 * 320), // 23,296 is not a multiple of 4,096
            Checksums = new(56_576, 4),
            FileBytes = 56_580,
        }, header.ExpectedLayout);
    }

    [Fact]
    public void ExpectedLayout_LargestIndex_DoesNotOverflow()
    {
        var header = new HnswFileHeader { Metric = VectorMetric.Euclidean, Storage = VectorStorage.Int8, Dim = 32_768, M = 256, NodeCount = Array.MaxLength, UpperRowCount = 8_000_000 };
        HnswFileLayout layout = header.ExpectedLayout;
        const long Nodes = 2_147_483_591;
        Assert.Equal((256, 4 * Nodes), (layout.Ids.Offset, layout.Ids.Bytes));
        Assert.Equal(8_000_000L * 256 * 4, layout.UpperLinks.Bytes);
        Assert.Equal(Nodes * (32_768 + 2_048), layout.Blocks.Bytes);
        Assert.Equal(Nodes * 131_072, layout.Originals.Bytes);
        Assert.Equal(layout.Checksums.Offset + layout.Checksums.Bytes, layout.FileBytes);
        Assert.Equal((layout.Checksums.Offset - 256 + 65_535) / 65_536 * 4, layout.Checksums.Bytes);
    }

    [Fact]
    public void Header_Fields_LieWhereTheDocSays()
    {
        byte[] file = Saved(VectorStorage.Int8);
        int At(int offset) => BitConverter.ToInt32(file, offset);
        Assert.Equal("ORHNSW\r\n"u8.ToArray(), file[..8]);
        Assert.Equal([1, 3, 3, 9, 3, 12, 17], MemoryMarshal.Cast<byte, int>(file.AsSpan(8, 28)).ToArray());
        Assert.Equal(99ul, BitConverter.ToUInt64(file, 40));
        Assert.Equal((70, 10), (At(48), At(52)));
        Assert.Equal(file.Length, BitConverter.ToInt64(file, 64));
        Assert.Equal((256, 280), (BitConverter.ToInt64(file, 72), BitConverter.ToInt64(file, 80)));
        Assert.All(file[200..248], zero => Assert.Equal(0, zero));
        Assert.Equal(Checksums.Of(file.AsSpan(0, 252)), BitConverter.ToUInt32(file, 252));
    }

    private byte[] Saved(VectorStorage storage = VectorStorage.Float32)
    {
        using HnswIndex index = HnswFiles.Index(VectorMetric.Euclidean, storage);
        HnswFile.Save(IndexPath, index);
        return File.ReadAllBytes(IndexPath);
    }

    private static void Refused(string path, string reason, string what = "")
    {
        var error = Assert.Throws<InvalidDataException>(() => HnswFile.Open(path));
        Assert.StartsWith($"{path} is damaged or not one of our indexes: ", error.Message, StringComparison.Ordinal);
        Assert.True(error.Message.Contains(reason, StringComparison.Ordinal), $"{what}: {error.Message}");
        // Nothing of it is held.
        using var alone = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
    }
}
