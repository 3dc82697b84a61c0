using System.Globalization;
using System.Runtime.InteropServices;
using OnnxRecs.Candidates;
using OnnxRecs.Candidates.Hnsw;
using OnnxRecs.Numerics;
using OnnxRecs.Pipeline;
using OnnxRecs.Tests.Support;

namespace OnnxRecs.Tests.Candidates.Hnsw;

/// <summary>
/// Damages and forges the files of small indexes in all ways and opens them: each is refused with a reason, or it can be searched and gives what is in it.
/// ONNXRECS_FUZZ=N makes N times as many.
/// </summary>
public sealed class HnswFileFuzzTests : IDisposable
{
    // Nine kinds of ours: 3,600 damaged and 3,600 forged. Three metrics of hnswlib's format, which has no checksum: 3,600.
    private const int DamagedPerKind = 400, ForgedPerKind = 400, HnswlibPerMetric = 1_200;
    private static readonly int Times = int.Parse(Environment.GetEnvironmentVariable("ONNXRECS_FUZZ") ?? "1", CultureInfo.InvariantCulture);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);
    private readonly TempFolder _folder = new();

    private string FilePath => _folder["index.bin"];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(HnswFiles.Kinds), MemberType = typeof(HnswFiles))]
    public async Task Open_DamagedFiles_AreRefused(VectorMetric metric, VectorStorage storage)
    {
        (byte[] whole, int[][] answers) = Saved(metric, storage);
        var rng = new Rng(1, (ulong)metric, (ulong)storage);
        for (int i = 0; i < DamagedPerKind * Times; i++)
        {
            byte[] damaged = Damaged(whole, rng);
            bool opened = await HoldsAsync(damaged, () => HnswFile.Open(FilePath), index => Assert.Equal(answers, HnswFiles.Answers(index)));
            // No damage gets through, not even one that searches would not notice.
            Assert.Equal(damaged.AsSpan().SequenceEqual(whole), opened);
        }
    }

    [Theory]
    [MemberData(nameof(HnswFiles.Kinds), MemberType = typeof(HnswFiles))]
    public async Task Open_ForgedFiles_AreRefusedOrStayInside(VectorMetric metric, VectorStorage storage)
    {
        (byte[] whole, int[][] answers) = Saved(metric, storage);
        var rng = new Rng(2, (ulong)metric, (ulong)storage);
        int refused = 0, opened = 0;
        for (int i = 0; i < ForgedPerKind * Times; i++)
        {
            bool onlySeed = false;
            byte[] forged = HnswFiles.Forged(whole, bytes => onlySeed = Forge(bytes, rng));
            // As long as its header says, where it lied about that.
            long length = HnswFiles.HeaderOf(forged).Layout.FileBytes;
            if (length is > 0 and < 100_000 && rng.NextInt(2) == 0) Array.Resize(ref forged, (int)length);
            bool holds = await HoldsAsync(forged, () => HnswFile.Open(FilePath), index =>
            {
                StaysInside(index);
                if (onlySeed) Assert.Equal(answers, HnswFiles.Answers(index));
            });
            if (holds) opened++;
            else refused++;
        }
        Assert.True(refused > ForgedPerKind / 4 && opened > ForgedPerKind / 20, $"{refused} refused, {opened} opened");
    }

    [Theory]
    [InlineData(VectorMetric.InnerProduct)]
    [InlineData(VectorMetric.Cosine)]
    [InlineData(VectorMetric.Euclidean)]
    public async Task Read_DamagedFilesOfHnswlib_AreRefusedOrReadAsTheyAre(VectorMetric metric)
    {
        using (HnswIndex index = HnswFiles.Index(metric)) HnswlibFile.Write(FilePath, index);
        byte[] whole = File.ReadAllBytes(FilePath);
        var rng = new Rng(3, (ulong)metric);
        int refused = 0, read = 0;
        for (int i = 0; i < HnswlibPerMetric * Times; i++)
        {
            byte[] damaged = rng.NextInt(2) == 0 ? Damaged(whole, rng) : ForgedHnswlib(whole, rng);
            bool holds = await HoldsAsync(damaged, () => HnswlibFile.Read(FilePath, metric), index =>
            {
                StaysInside(index);
                GivesWhatIsThere(index, damaged);
            });
            if (holds) read++;
            else refused++;
        }
        Assert.True(refused > HnswlibPerMetric / 4 && read > HnswlibPerMetric / 20, $"{refused} refused, {read} read");
    }

    /// <summary>Whether a file can be opened, in which case <paramref name="check"/> has passed; otherwise the reason names it.</summary>
    private async Task<bool> HoldsAsync(byte[] file, Func<HnswIndex> open, Action<HnswIndex> check)
    {
        // Also fails where the one before is still held.
        File.WriteAllBytes(FilePath, file);
        Task<bool> run = Task.Run(() =>
        {
            try
            {
                using HnswIndex index = open();
                check(index);
                return true;
            }
            catch (InvalidDataException error)
            {
                Assert.StartsWith(FilePath, error.Message, StringComparison.Ordinal);
                Assert.InRange(error.Message.Length - FilePath.Length, 30, 300);
                return false;
            }
        });
        try
        {
            Assert.True(await Task.WhenAny(run, Task.Delay(Longest)) == run, "no end");
            return await run;
        }
        catch (Exception error)
        {
            Assert.Fail($"{error}\n{Convert.ToBase64String(file)}");
            throw;
        }
    }

    private (byte[] File, int[][] Answers) Saved(VectorMetric metric, VectorStorage storage)
    {
        using HnswIndex index = HnswFiles.Index(metric, storage);
        HnswFile.Save(FilePath, index);
        return (File.ReadAllBytes(FilePath), HnswFiles.Answers(index));
    }

    /// <summary>Items of the index, each once, best first.</summary>
    private static void StaysInside(HnswIndex index)
    {
        NodeTable nodes = index.Graph.Nodes;
        HashSet<int> live = [.. Enumerable.Range(0, nodes.Count).Where(node => !nodes.IsDeleted(node)).Select(node => nodes.Ids[node])];
        Assert.Equal(live.Count, index.Count);
        float[] query = new float[index.Dim];
        for (int i = 0; i < query.Length; i++) query[i] = 1 + i % 7;
        foreach ((int k, ItemFilter? filter) in ((int, ItemFilter?)[])[(10, null), (100, ItemFilter.Where(id => id % 3 > 0)), (3, ItemFilter.Only(986, 979, 5))])
        {
            int[] items = new int[k];
            float[] scores = new float[k];
            int found = index.Search(query, items, scores, filter);
            Assert.InRange(found, 0, Math.Min(k, live.Count));
            Assert.All(items[..found], item => Assert.True(live.Contains(item) && filter?.Passes(item) != false));
            Assert.Equal(found, items[..found].Distinct().Count());
            for (int i = 1; i < found; i++) Assert.False(scores[i] > scores[i - 1]);
        }
    }

    /// <summary>With ef that covers all, just what an exact search of the vectors finds that lie in the file, read as plainly as can be.</summary>
    private static void GivesWhatIsThere(HnswIndex index, byte[] file)
    {
        ulong Number(int at) => BitConverter.ToUInt64(file, at);
        int count = (int)Number(16), bytes = (int)Number(24), labelAt = (int)Number(32), vectorAt = (int)Number(40), dim = (labelAt - vectorAt) / 4;
        Assert.Equal(dim, index.Dim);
        var ids = new List<int>();
        var values = new List<float>();
        for (int at = 96; at < 96 + count * bytes; at += bytes)
        {
            if (file[at + 2] != 0) continue;
            ids.Add((int)Number(at + labelAt));
            values.AddRange(MemoryMarshal.Cast<byte, float>(file.AsSpan(at + vectorAt, 4 * dim)));
        }
        Assert.Equal(ids.Count, index.Count);
        if (ids.Count == 0) return;
        using var exact = new ExactIndex(new VectorTable([.. values], dim), index.Metric);
        float[] query = new float[dim], expected = new float[ids.Count], scores = new float[ids.Count];
        for (int i = 0; i < dim; i++) query[i] = i % 3 - 0.7f;
        int[] rows = new int[ids.Count], items = new int[ids.Count];
        Assert.Equal(ids.Count, exact.Search(query, rows, expected));
        Assert.Equal(ids.Count, index.WithEfSearch(Math.Max(1, count)).Search(query, items, scores));
        Assert.Equal(expected, scores);
        Assert.Equal(rows.Select(row => ids[row]).Order(), items.Order());
    }

    private static byte[] Damaged(byte[] whole, Rng rng)
    {
        byte[] bytes = [.. whole];
        int at = rng.NextInt(bytes.Length), other = rng.NextInt(bytes.Length), length = 1 + rng.NextInt(Math.Min(4096, bytes.Length - Math.Max(at, other)));
        switch (rng.NextInt(8))
        {
            case 0:
                return bytes[..at];
            case 1:
                return [.. bytes, .. bytes.AsSpan(at, length)];
            case 2:
                byte[] moved = bytes[at..(at + length)];
                bytes.AsSpan(other, length).CopyTo(bytes.AsSpan(at));
                moved.CopyTo(bytes, other);
                return bytes;
            case 3:
                bytes.AsSpan(at / 4096 * 4096, Math.Min(4096, bytes.Length - at / 4096 * 4096)).Clear();
                return bytes;
            case 4:
                return [.. bytes[..at], .. bytes[(at + length)..]];
            default:
                for (int flips = 1 + rng.NextInt(3); flips > 0; flips--) bytes[rng.NextInt(bytes.Length)] ^= (byte)(1 << rng.NextInt(8));
                return bytes;
        }
    }

    /// <summary>Changes one to three numbers of the header or of the parts; true when it was only the seed.</summary>
    private static bool Forge(byte[] file, Rng rng)
    {
        HnswFileLayout layout = HnswFiles.HeaderOf(file).Layout;
        FileSection[] parts = [layout.Ids, layout.Levels, layout.Deleted, layout.UpperLinks, layout.Centre, layout.Blocks, layout.Originals];
        bool onlySeed = true;
        for (int times = 1 + rng.NextInt(3); times > 0; times--)
        {
            int number = rng.NextInt(4);
            if (number == 0)
            {
                // An int of the header.
                SetInt(file, 12 + 4 * rng.NextInt(13), rng, ref onlySeed);
            }
            else if (number == 1)
            {
                SetLong(file, 64 + 8 * rng.NextInt(17), rng);
                onlySeed = false;
            }
            else
            {
                FileSection part = parts[rng.NextInt(parts.Length)];
                if (part.Bytes < sizeof(int)) continue;
                int at = (int)part.Offset + rng.NextInt((int)part.Bytes - 3);
                if (part == layout.Levels || part == layout.Deleted) file[at] = rng.NextInt(2) == 0 ? (byte)rng.NextInt(256) : (byte)(file[at] + 1);
                else SetInt(file, at / 4 * 4, rng, ref onlySeed);
                onlySeed = false;
            }
        }
        return onlySeed;
    }

    private static byte[] ForgedHnswlib(byte[] whole, Rng rng)
    {
        byte[] file = [.. whole];
        bool ignored = false;
        for (int times = 1 + rng.NextInt(2); times > 0; times--)
        {
            if (rng.NextInt(3) == 0) SetLong(file, 8 * rng.NextInt(12), rng);
            else SetInt(file, 96 + rng.NextInt((file.Length - 96) / 4) * 4, rng, ref ignored);
        }
        return file;
    }

    private static void SetInt(byte[] file, int at, Rng rng, ref bool onlySeed)
    {
        onlySeed &= at is 40 or 44;
        int old = BitConverter.ToInt32(file, at);
        int[] values = [0, 1, -1, 2, 3, int.MinValue, int.MaxValue, Array.MaxLength, 31, 32, 69, 70, 255, 256, 257, 32_768, 32_769, 1 << 16, old + 1, old - 1, -old, old << 8, rng.NextInt(70), rng.NextInt(int.MaxValue), 0x7fc0_0000, 0x7f80_0000];
        MemoryMarshal.Write(file.AsSpan(at), values[rng.NextInt(values.Length)]);
    }

    private static void SetLong(byte[] file, int at, Rng rng)
    {
        long old = BitConverter.ToInt64(file, at);
        long[] values = [0, 1, -1, long.MinValue, long.MaxValue, 1L << 32, 1L << 61, int.MaxValue, uint.MaxValue, file.Length, file.Length + 1, old + 1, old - 1, old + 4, old + 64, old - 64, old + 4096, 2 * old, -old, 4096];
        MemoryMarshal.Write(file.AsSpan(at), values[rng.NextInt(values.Length)]);
    }
}
