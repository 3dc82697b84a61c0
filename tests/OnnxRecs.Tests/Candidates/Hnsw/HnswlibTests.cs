using System.Globalization;
using System.Runtime.InteropServices;
using OnnxRecs.Candidates;
using OnnxRecs.Candidates.Hnsw;
using OnnxRecs.Numerics;
using OnnxRecs.Pipeline;
using OnnxRecs.Tests.Support;

namespace OnnxRecs.Tests.Candidates.Hnsw;

/// <summary>Indexes that go from hnswlib to us and back.</summary>
public sealed class HnswlibTests : IDisposable
{
    private const int Count = 600, Dim = 12, Queries = 50, M = 10, EfConstruction = 40;

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [HnswlibTheory]
    [InlineData("l2", VectorMetric.Euclidean, 0)]
    [InlineData("l2", VectorMetric.Euclidean, 5)]
    [InlineData("ip", VectorMetric.InnerProduct, 0)]
    [InlineData("ip", VectorMetric.InnerProduct, 5)]
    [InlineData("ip", VectorMetric.Cosine, 0)]
    public void Read_FileOfHnswlib_IsTheSameIndex(string space, VectorMetric metric, int deletedEvery)
    {
        VectorTable vectors = Vectors(metric, seed: 21), queries = Vectors(metric, seed: 22, Queries);
        string theirs = _folder["theirs.bin"], queryPath = Hnswlib.Write(_folder, "queries.f32", queries);
        Hnswlib.Run("build", space, $"{Dim}", Hnswlib.Write(_folder, "vectors.f32", vectors), $"{M}", $"{EfConstruction}", theirs, $"{deletedEvery}");
        using HnswIndex index = HnswlibFile.Read(theirs, metric);

        Assert.Equal(Hnswlib.Run("dump", space, $"{Dim}", theirs), Dump(index));
        int deleted = deletedEvery == 0 ? 0 : Count / deletedEvery;
        Assert.Equal((Count - deleted, Dim), (index.Count, index.Dim));
        Assert.Equal(new HnswOptions { Metric = metric, M = M, EfConstruction = EfConstruction }, index.Options);
        for (int node = 0; node < Count; node++)
        {
            for (int i = 0; i < Dim; i++) Assert.Equal(vectors[node][i], index.Graph.VectorOf(node)[i], metric == VectorMetric.Cosine ? 1e-6f : 0);
        }

        // With ef that covers all, both are exact; with less, both miss about the same.
        Assert.Equal(1, Agreement(index.WithEfSearch(Count), queries, Hnswlib.Search(space, Dim, theirs, queryPath, k: 20, ef: Count), metric));
        var exact = HnswlibFile.Read(theirs, metric).WithEfSearch(Count);
        (int[], float[])[] near = Hnswlib.Search(space, Dim, theirs, queryPath, k: 10, ef: 12);
        double theirRecall = Agreement(exact, queries, near, metric), ourRecall = Agreement(exact, queries, Answers(index.WithEfSearch(12), queries, 10), metric);
        Assert.InRange(theirRecall, 0.5, 0.98);
        Assert.InRange(ourRecall - theirRecall, -0.02, 0.1);
    }

    [HnswlibTheory]
    [InlineData("l2", VectorMetric.Euclidean, VectorStorage.Float32)]
    [InlineData("l2", VectorMetric.Euclidean, VectorStorage.Int8)]
    [InlineData("ip", VectorMetric.InnerProduct, VectorStorage.Float32)]
    [InlineData("ip", VectorMetric.InnerProduct, VectorStorage.Float16)]
    [InlineData("ip", VectorMetric.Cosine, VectorStorage.Float32)]
    public void Write_IndexOfOurs_IsTheSameToHnswlib(string space, VectorMetric metric, VectorStorage storage)
    {
        VectorTable vectors = Vectors(metric, seed: 31), queries = Vectors(metric, seed: 32, Queries);
        var options = new HnswOptions { Metric = metric, Storage = storage, M = M, EfConstruction = EfConstruction, EfSearch = Count };
        using var builder = new HnswBuilder(Dim, options);
        builder.AddAll([.. Enumerable.Range(0, Count).Select(i => 3 * i + 7)], vectors);
        for (int i = 0; i < 100; i++) builder.Remove(3 * i + 7);
        using HnswIndex index = builder.ToIndex();
        string ours = _folder["ours.bin"];
        HnswlibFile.Write(ours, index);

        Assert.Equal(Dump(index), Hnswlib.Run("dump", space, $"{Dim}", ours));
        Hnswlib.Run("vectors", space, $"{Dim}", ours, _folder["vectors.f32"]);
        float[] kept = MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(_folder["vectors.f32"])).ToArray();
        for (int node = 0; node < Count; node++) Assert.Equal(index.Graph.VectorOf(node), kept.AsSpan(node * Dim, Dim));
        (int[] Labels, float[] Distances)[] found = Hnswlib.Search(space, Dim, ours, Hnswlib.Write(_folder, "queries.f32", queries), k: 20, ef: Count);
        Assert.Equal(1, Agreement(index, queries, found, metric));
        Assert.All(found, answer => Assert.Equal(20, answer.Labels.Length));
        Assert.DoesNotContain(found, answer => answer.Labels.Any(label => label < 307));
    }

    [HnswlibTheory]
    [InlineData(0)]
    [InlineData(1)]
    public void Write_HardlyANode_IsReadByHnswlib(int count)
    {
        using HnswIndex index = HnswBuilder.Build(TestVectors.Equal(count, Dim), new HnswOptions { Metric = VectorMetric.Euclidean });
        HnswlibFile.Write(_folder["few.bin"], index);
        Assert.Equal(Dump(index), Hnswlib.Run("dump", "l2", $"{Dim}", _folder["few.bin"]));
    }

    [HnswlibTheory]
    [InlineData("l2", VectorMetric.Euclidean)]
    [InlineData("ip", VectorMetric.InnerProduct)]
    public void ReadAndWrite_FileOfHnswlib_LeavesItAsItWas(string space, VectorMetric metric)
    {
        string theirs = _folder["theirs.bin"];
        Hnswlib.Run("build", space, $"{Dim}", Hnswlib.Write(_folder, "vectors.f32", Vectors(metric, seed: 21)), $"{M}", $"{EfConstruction}", theirs, "9");
        using HnswIndex index = HnswlibFile.Read(theirs, metric);
        HnswlibFile.Write(_folder["ours.bin"], index);
        // All but what they left in slots behind the ends of lists.
        Assert.Equal(Hnswlib.Run("dump", space, $"{Dim}", theirs), Hnswlib.Run("dump", space, $"{Dim}", _folder["ours.bin"]));
    }

    [HnswlibTheory]
    [InlineData(400)]
    public void Read_NodesThatHnswlibLost_CanBeFound(int count)
    {
        // Many equal vectors: whoever is linked to prunes all its equals but one.
        VectorTable one = TestVectors.Gaussian(8, 4, seed: 5);
        var rows = new VectorTable([.. Enumerable.Range(0, count).SelectMany(i => one[i % 8].ToArray())], 4);
        string theirs = _folder["theirs.bin"];
        Hnswlib.Run("build", "l2", "4", Hnswlib.Write(_folder, "vectors.f32", rows), "4", "10", theirs);
        int found = Hnswlib.Search("l2", 4, theirs, Hnswlib.Write(_folder, "query.f32", new VectorTable(one[0].ToArray(), 4)), k: count, ef: count)[0].Labels.Length;
        Assert.True(found < count, "hnswlib has lost none, so this shows nothing");
        using HnswIndex index = HnswlibFile.Read(theirs, VectorMetric.Euclidean);
        Assert.Equal(count, HnswFiles.Answer(index.WithEfSearch(count), one[0], k: count)[0]);
        Assert.DoesNotContain(-1, Reachability.Tree(index.Graph));
    }

    private static VectorTable Vectors(VectorMetric metric, ulong seed, int count = Count)
    {
        VectorTable vectors = TestVectors.Gaussian(count, Dim, seed);
        if (metric == VectorMetric.Euclidean) return vectors;
        float[] values = vectors.Values.ToArray();
        for (int row = 0; row < count; row++)
        {
            Span<float> vector = values.AsSpan(row * Dim, Dim);
            // As hnswlib's binding for Python does it for cosine. By inner product it would lose many nodes if norms differed more.
            float squares = 0;
            foreach (float value in vector) squares += value * value;
            float length = metric == VectorMetric.Cosine ? 1 : 1 + 0.05f * (row % 5);
            foreach (ref float value in vector) value *= length / (MathF.Sqrt(squares) + 1e-30f);
        }
        return new VectorTable(values, Dim);
    }

    // In the words of the program.
    private static string Dump(HnswIndex index)
    {
        HnswGraph graph = index.Graph;
        NodeTable nodes = graph.Nodes;
        var text = new System.Text.StringBuilder();
        for (int node = 0; node < nodes.Count; node++)
        {
            text.Append(CultureInfo.InvariantCulture, $"{nodes.Ids[node]} {(nodes.IsDeleted(node) ? 1 : 0)} {nodes.Levels[node]}");
            for (int layer = 0; layer <= nodes.Levels[node]; layer++)
            {
                int[] links = graph.LinksOf(node, layer).ToArray();
                Array.Reverse(links);
                text.Append(' ').AppendJoin(' ', links.Prepend(links.Length));
            }
            text.Append('\n');
        }
        int top = nodes.Count == 0 ? -1 : nodes.TopLayer;
        return text.Append(CultureInfo.InvariantCulture, $"{nodes.Entry} {top} {graph.M} {index.Options.EfConstruction}\n").ToString();
    }

    private static (int[] Labels, float[] Distances)[] Answers(HnswIndex index, VectorTable queries, int k) =>
    [
        .. Enumerable.Range(0, queries.Count).Select(row =>
        {
            int[] items = new int[k];
            float[] scores = new float[k];
            Assert.Equal(k, index.Search(queries[row], items, scores));
            return (items, Array.ConvertAll(scores, score => index.Metric == VectorMetric.Euclidean ? -score : 1 - score));
        }),
    ];

    /// <summary>The share of the answers that are an index's own too, at the same place, with the same distance but for rounding.</summary>
    private static double Agreement(HnswIndex index, VectorTable queries, (int[] Labels, float[] Distances)[] answers, VectorMetric metric)
    {
        (int[] Labels, float[] Distances)[] own = Answers(index, queries, answers[0].Labels.Length);
        int same = 0, all = 0;
        for (int row = 0; row < own.Length; row++)
        {
            for (int i = 0; i < own[row].Labels.Length; i++)
            {
                all++;
                int at = Array.IndexOf(answers[row].Labels, own[row].Labels[i]);
                if (at < 0) continue;
                same++;
                Assert.Equal(own[row].Distances[i], answers[row].Distances[at], 1e-4f);
            }
        }
        return (double)same / all;
    }
}
