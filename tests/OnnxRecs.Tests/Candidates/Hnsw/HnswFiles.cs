using System.Runtime.InteropServices;
using OnnxRecs.Candidates;
using OnnxRecs.Candidates.Hnsw;
using OnnxRecs.Numerics;
using OnnxRecs.Pipeline;

namespace OnnxRecs.Tests.Candidates.Hnsw;

/// <summary>Small indexes with all that a file has to keep, and ways to look at and to forge their files.</summary>
internal static class HnswFiles
{
    public const int Dim = 9;

    /// <summary>Every metric in every storage.</summary>
    public static TheoryData<VectorMetric, VectorStorage> Kinds()
    {
        var kinds = new TheoryData<VectorMetric, VectorStorage>();
        foreach (VectorMetric metric in Enum.GetValues<VectorMetric>())
        {
            foreach (VectorStorage storage in Enum.GetValues<VectorStorage>()) kinds.Add(metric, storage);
        }
        return kinds;
    }

    /// <summary>70 nodes on some layers, ids 1000, 993, 986 ..., of which every seventh is deleted and the first of those is there again.</summary>
    public static HnswIndex Index(VectorMetric metric, VectorStorage storage = VectorStorage.Float32)
    {
        VectorTable vectors = TestVectors.Clustered(70, Dim, seed: 5, clusters: 8, normSpread: 0.3);
        var options = new HnswOptions { Metric = metric, Storage = storage, M = 3, EfConstruction = 12, EfSearch = 17, Seed = 99 };
        using var builder = new HnswBuilder(Dim, options, threads: 1);
        builder.AddAll([.. Enumerable.Range(0, 69).Select(i => 1000 - 7 * i)], new VectorTable(vectors.Values[..(69 * Dim)].ToArray(), Dim));
        for (int i = 0; i < 69; i += 7) builder.Remove(1000 - 7 * i);
        builder.Add(1000, vectors[69]);
        return builder.ToIndex();
    }

    /// <summary>The nearest items and the bits of their scores, for some queries, with and without filters.</summary>
    public static int[][] Answers(HnswIndex index)
    {
        VectorTable queries = TestVectors.Clustered(6, index.Dim, seed: 6, clusters: 8);
        ItemFilter?[] filters = [null, ItemFilter.Where(id => id % 2 == 0), ItemFilter.Only(986, 979, 5)];
        return
        [
            .. from row in Enumerable.Range(0, queries.Count)
               from filter in filters
               select Answer(index, queries[row], k: 10, filter),
        ];
    }

    public static int[] Answer(HnswIndex index, ReadOnlySpan<float> query, int k, ItemFilter? filter = null)
    {
        int[] items = new int[k];
        float[] scores = new float[k];
        int found = index.Search(query, items, scores, filter);
        return [found, .. items[..found], .. scores[..found].Select(BitConverter.SingleToInt32Bits)];
    }

    public static unsafe HnswFileHeader HeaderOf(byte[] file) => MemoryMarshal.Read<HnswFileHeader>(file);

    /// <summary>The file with other bytes in its header or its parts and all checksums as they should be.</summary>
    public static byte[] Forged(byte[] file, Action<byte[]> change)
    {
        byte[] forged = [.. file];
        FileSection table = HeaderOf(file).Layout.Checksums;
        change(forged);
        Span<byte> parts = forged.AsSpan(HnswFileHeader.Bytes..(int)table.Offset), sums = forged.AsSpan((int)table.Offset, (int)table.Bytes);
        for (int chunk = 0; chunk * sizeof(uint) < sums.Length; chunk++)
        {
            int start = chunk * Checksums.ChunkBytes;
            MemoryMarshal.Write(sums[(chunk * sizeof(uint))..], Checksums.Of(parts[start..Math.Min(start + Checksums.ChunkBytes, parts.Length)]));
        }
        HnswFileHeader header = HeaderOf(forged);
        header.TableChecksum = Checksums.Of(sums);
        header.Checksum = header.ExpectedChecksum;
        MemoryMarshal.Write(forged, header);
        return forged;
    }
}
