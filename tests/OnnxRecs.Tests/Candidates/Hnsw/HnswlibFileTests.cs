using System.Runtime.InteropServices;
using OnnxRecs.Candidates;
using OnnxRecs.Candidates.Hnsw;
using OnnxRecs.Numerics;
using OnnxRecs.Pipeline;
using OnnxRecs.Tests.Support;

namespace OnnxRecs.Tests.Candidates.Hnsw;

/// <summary>The format as we write and check it; <see cref="HnswlibTests"/> asks hnswlib itself.</summary>
public sealed class HnswlibFileTests : IDisposable
{
    // Of the files below: M 3 and dimension 9.
    private const int NodeBytes = 4 + 4 * 6 + 4 * 9 + 8, VectorAt = 28, LabelAt = 64, ListBytes = 4 + 4 * 3;

    private readonly TempFolder _folder = new();

    private string FilePath => _folder["hnswlib.bin"];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(HnswFiles.Kinds), MemberType = typeof(HnswFiles))]
    public void WriteAndRead_AnyKind_GivesTheSameGraph(VectorMetric metric, VectorStorage storage)
    {
        using HnswIndex written = HnswFiles.Index(metric, storage);
        HnswlibFile.Write(FilePath, written);
        using HnswIndex read = HnswlibFile.Read(FilePath, metric);
        Assert.Equal(new HnswOptions { Metric = metric, M = 3, EfConstruction = 12 }, read.Options);
        Assert.Equal((written.Count, written.Dim), (read.Count, read.Dim));
        HnswGraph from = written.Graph, to = read.Graph;
        Assert.Equal(from.Nodes.Ids[..70], to.Nodes.Ids);
        Assert.Equal(from.Nodes.Deleted[..2], to.Nodes.Deleted);
        Assert.Equal(from.Nodes.Levels[..70], to.Nodes.Levels);
        Assert.Equal(from.Nodes.Entry, to.Nodes.Entry);
        Assert.Equal(from.Nodes.UpperLinks, to.Nodes.UpperLinks);
        for (int node = 0; node < 70; node++)
        {
            Assert.Equal(from.Row(node, 0), to.Row(node, 0));
            // By cosine they are made 1 long once more.
            for (int i = 0; i < from.Dim; i++) Assert.Equal(from.VectorOf(node)[i], to.VectorOf(node)[i], metric == VectorMetric.Cosine ? 1e-6f : 0);
        }
    }

    [Theory]
    [InlineData(VectorMetric.InnerProduct)]
    [InlineData(VectorMetric.Euclidean)]
    public void WriteAndRead_Float32_GivesTheSameAnswers(VectorMetric metric)
    {
        using HnswIndex written = HnswFiles.Index(metric);
        HnswlibFile.Write(FilePath, written);
        using HnswIndex read = HnswlibFile.Read(FilePath, metric);
        Assert.Equal(HnswFiles.Answers(written), HnswFiles.Answers(read.WithEfSearch(written.Options.EfSearch)));
        HnswlibFile.Write(_folder["again.bin"], read);
        Assert.Equal(File.ReadAllBytes(FilePath), File.ReadAllBytes(_folder["again.bin"]));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void WriteAndRead_HardlyANode_GivesTheSame(int count)
    {
        using HnswIndex written = HnswBuilder.Build(TestVectors.Equal(count, 5), new HnswOptions());
        HnswlibFile.Write(FilePath, written);
        using HnswIndex read = HnswlibFile.Read(FilePath, VectorMetric.InnerProduct);
        Assert.Equal(HnswFiles.Answer(written, [1, 2, 3, 4, 5], k: 3), HnswFiles.Answer(read, [1, 2, 3, 4, 5], k: 3));
    }

    [Fact]
    public void Read_NodeThatNobodyLinksTo_IsLinkedAgain()
    {
        byte[] file = Written();
        using HnswIndex before = HnswlibFile.Read(FilePath, VectorMetric.Euclidean);
        int lost = Array.FindIndex(before.Graph.Nodes.Levels, level => level == 0);
        for (int node = 0; node < 70; node++)
        {
            int at = 96 + node * NodeBytes, count = file[at];
            int[] links = [.. MemoryMarshal.Cast<byte, int>(file.AsSpan(at + 4, 4 * count)).ToArray().Where(link => link != lost)];
            file[at] = (byte)links.Length;
            MemoryMarshal.AsBytes(links.AsSpan()).CopyTo(file.AsSpan(at + 4));
        }
        using HnswIndex index = HnswlibFile.Read(_folder.Write("lost.bin", file), VectorMetric.Euclidean);
        Assert.DoesNotContain(-1, Reachability.Tree(index.Graph));
        Assert.Contains(Enumerable.Range(0, 70), node => index.Graph.LinksOf(node, 0).Contains(lost));
    }

    [Fact]
    public void Read_RoomForMoreNodes_IsNoMatter()
    {
        Patched(8, 1_000_000ul);
        HnswlibFile.Read(FilePath, VectorMetric.Euclidean).Dispose();
    }

    [Fact]
    public void Read_UnknownMetric_IsTheCallersMistake()
    {
        Written();
        Assert.Contains("Metric", Assert.Throws<ArgumentException>(() => HnswlibFile.Read(FilePath, 0)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_LongVectorsAsCosine_AreRefused()
    {
        Written();
        Refused(FilePath, "long, by cosine all are 1 long", VectorMetric.Cosine);
        Patched(96 + VectorAt, new byte[4 * 9]);
        Refused(FilePath, "the vector of node 0 is zero, which has no direction and so no cosine", VectorMetric.Cosine);
    }

    [Fact]
    public void Read_ForeignFiles_AreRefusedWithTheReason()
    {
        Refused(_folder.Write("empty", ""), "it has 0 bytes, the header alone has 96");
        Refused(_folder.Write("text", string.Concat(Enumerable.Repeat("It is a text.\n", 10))), "it does not begin with 0 (our own files are read by HnswFile)");
        Refused(_folder.Write("zeros", new byte[5000]), "The field M must be between 2 and 256.");
        using HnswIndex ours = HnswFiles.Index(VectorMetric.Euclidean);
        HnswFile.Save(_folder["ours.bin"], ours);
        Refused(_folder["ours.bin"], "it does not begin with 0 (our own files are read by HnswFile)");
    }

    public static TheoryData<int, object, string> Lies() => new()
    {
        { 0, 8ul, "it does not begin with 0" },
        { 8, 69ul, "it has room for 69 nodes and 70 of them" },
        { 16, 71ul, "it has room for 70 nodes and 71 of them" },
        { 16, 69ul, "has a link to 69 on layer 0, of 69 nodes" },
        { 24, NodeBytes + 1ul, "its nodes have 73 bytes with the vector from 28 on, not 72 from 28 on" },
        { 32, 65ul, "its vectors have 37 bytes, not those of 1 to 32,768 floats" },
        { 32, 28ul, "its vectors have 0 bytes" },
        { 32, 24ul, "its vectors have -4 bytes" },
        { 32, ulong.MaxValue, "bytes, not those of 1 to 32,768 floats" },
        { 40, 0ul, "its nodes have 72 bytes with the vector from 0 on, not 100 from 28 on" },
        { 48, -1, "its header says -1" },
        { 48, 31, "its header says 31" },
        { 52, -1, "its entry point -1 is none of its 70 nodes" },
        { 52, 70, "its entry point 70 is none of its 70 nodes" },
        { 56, 4ul, "its lists have 6 slots on layer 0 and 4 above, not 2 M and M, which is 3" },
        { 64, 3ul, "its lists have 3 slots on layer 0 and 3 above, not 2 M and M, which is 3" },
        { 72, 4ul, "its lists have 6 slots on layer 0 and 3 above, not 2 M and M, which is 4" },
        { 72, 1ul, "The field M must be between 2 and 256." },
        { 72, ulong.MaxValue, "The field M must be between 2 and 256." },
        { 80, 0.91, "its 1 / ln(M) is 0.91, with M = 3" },
        { 80, double.NaN, "its 1 / ln(M) is NaN, with M = 3" },
        { 88, 0ul, "The field EfConstruction must be between 1 and 100000." },
        { 88, 1ul << 63, "The field EfConstruction must be between 1 and 100000." },
        // Node 2: links, flags, vector, label.
        { 96 + 2 * NodeBytes, (ushort)7, "node 2 has 7 links on layer 0, where there is room for 6" },
        { 96 + 2 * NodeBytes, ushort.MaxValue, "node 2 has 65,535 links on layer 0, where there is room for 6" },
        { 96 + 2 * NodeBytes + 2, (ushort)2, "node 2 has flags 2, of which only 1 is known" },
        { 96 + 2 * NodeBytes + 2, (ushort)256, "node 2 has flags 100, of which only 1 is known" },
        { 96 + 2 * NodeBytes + 4, 70, "node 2 has a link to 70 on layer 0, of 70 nodes" },
        { 96 + 2 * NodeBytes + 4, -1, "node 2 has a link to 4294967295 on layer 0, of 70 nodes" },
        { 96 + 2 * NodeBytes + VectorAt, float.NaN, "the vector of node 2 is not finite, or its squared norm is not" },
        { 96 + 2 * NodeBytes + VectorAt + 32, float.NegativeInfinity, "the vector of node 2 is not finite, or its squared norm is not" },
        { 96 + 2 * NodeBytes + LabelAt, 1ul << 31, "node 2 has label 2147483648; ids go up to 2147483647" },
        { 96 + 2 * NodeBytes + LabelAt, 979ul, "two nodes have id 979" }, // that of node 3
    };

    [Theory]
    [MemberData(nameof(Lies))]
    public void Read_Lies_AreRefused(int offset, object value, string reason)
    {
        Patched(offset, value);
        Refused(FilePath, reason);
    }

    [Fact]
    public void Read_UpperListsLie_AreRefused()
    {
        byte[] file = Written();
        using HnswIndex index = HnswlibFile.Read(FilePath, VectorMetric.Euclidean);
        byte[] levels = index.Graph.Nodes.Levels;
        int high = Array.FindIndex(levels, level => level > 0), low = Array.IndexOf(levels, (byte)0), second = levels[high] * ListBytes;
        int at = 96 + 70 * NodeBytes + 4 * high;
        void Lie(int offset, uint value, string reason) => Refused(Changed(file, offset, value), reason);
        Lie(at, (uint)second + 1, $"the upper lists of node {high} have {second + 1} bytes, not 16 for each of at most 31 layers");
        Lie(at, 32 * ListBytes, $"the upper lists of node {high} have 512 bytes, not 16 for each of at most 31 layers");
        Lie(at, uint.MaxValue - 15, $"the upper lists of node {high} have 4,294,967,280 bytes");
        Lie(at + 4, 4, $"node {high} has 4 links on layer 1, where there is room for 3");
        Lie(at + 4, 1 << 16, $"node {high} has 65,536 links on layer 1, where there is room for 3");
        Lie(at + 8, 70, $"node {high} has a link to 70 on layer 1, of 70 nodes");
        Lie(at + 8, (uint)low, $"node {high} has a link to {low} on layer 1, where no such node is");
        Lie(52, (uint)low, "its entry point is of level 0, but there are nodes of level");
    }

    [Fact]
    public void Read_CutOrExtended_IsRefused()
    {
        byte[] file = Written();
        for (int length = 0; length < file.Length; length += length is < 100 or > 5000 ? 1 : 13)
            Refused(_folder.Write("cut", file[..length]), length < 96 ? "the header alone has 96" : "it is cut short");
        Refused(_folder.Write("longer", [.. file, 0]), "1 bytes are left after its last list");
    }

    [Fact]
    public void Write_FolderIsAFile_ThrowsAndChangesNothing()
    {
        _folder.Write("file", "text");
        using HnswIndex index = HnswFiles.Index(VectorMetric.Cosine);
        Assert.ThrowsAny<IOException>(() => HnswlibFile.Write(_folder[Path.Combine("file", "index.bin")], index));
        Assert.Equal("text", File.ReadAllText(_folder["file"]));
        index.Dispose();
        Assert.Throws<ObjectDisposedException>(() => HnswlibFile.Write(FilePath, index));
        Assert.Single(Directory.GetFileSystemEntries(_folder.Path));
    }

    private byte[] Written()
    {
        using HnswIndex index = HnswFiles.Index(VectorMetric.Euclidean);
        HnswlibFile.Write(FilePath, index);
        return File.ReadAllBytes(FilePath);
    }

    private string Patched(int offset, object value)
    {
        File.WriteAllBytes(FilePath, File.ReadAllBytes(Changed(Written(), offset, value)));
        return FilePath;
    }

    private string Changed(byte[] file, int offset, object value)
    {
        byte[] bytes = value switch
        {
            ulong number => BitConverter.GetBytes(number),
            uint number => BitConverter.GetBytes(number),
            int number => BitConverter.GetBytes(number),
            ushort number => BitConverter.GetBytes(number),
            double number => BitConverter.GetBytes(number),
            float number => BitConverter.GetBytes(number),
            _ => (byte[])value,
        };
        byte[] changed = [.. file];
        bytes.CopyTo(changed, offset);
        return _folder.Write("changed.bin", changed);
    }

    private static void Refused(string path, string reason, VectorMetric metric = VectorMetric.Euclidean)
    {
        var error = Assert.Throws<InvalidDataException>(() => HnswlibFile.Read(path, metric));
        Assert.StartsWith($"{path} is damaged or not an index of hnswlib: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        // Nothing of it is held.
        using var alone = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
    }
}
