using OnnxRecs.Candidates;
using OnnxRecs.Candidates.Hnsw;
using OnnxRecs.Numerics;
using OnnxRecs.Pipeline;
using OnnxRecs.Tests.Support;

namespace OnnxRecs.Tests.Candidates.Hnsw;

/// <summary>Adding and removing after the build.</summary>
public class HnswChurnTests
{
    private static readonly HnswOptions Options = new() { Metric = VectorMetric.Euclidean, EfConstruction = 100, EfSearch = 60 };

    private static VectorTable Rows(VectorTable table, int first, int count) => new(table.Values[(first * table.Dim)..((first + count) * table.Dim)], table.Dim);

    private static int[] Ids(int first, int count) => [.. Enumerable.Range(first, count)];

    // Of the ids that the index has, against a scan of their vectors.
    private static double Recall(HnswIndex index, VectorTable vectors, int[] ids, VectorTable queries)
    {
        using var exact = new ExactIndex(vectors, index.Metric);
        ItemFilter living = ItemFilter.Only(ids);
        int hits = 0;
        int[] truth = new int[10], found = new int[10];
        float[] scores = new float[10];
        for (int row = 0; row < queries.Count; row++)
        {
            exact.Search(queries[row], truth, scores, living);
            Assert.Equal(10, index.Search(queries[row], found, scores));
            hits += truth.Intersect(found).Count();
        }
        return hits / (10.0 * queries.Count);
    }

    [Theory]
    [InlineData(VectorMetric.Euclidean, VectorStorage.Float32)]
    [InlineData(VectorMetric.InnerProduct, VectorStorage.Float32)]
    [InlineData(VectorMetric.Euclidean, VectorStorage.Int8)]
    public void Churn_HalfOfAllReplaced_KeepsRecall(VectorMetric metric, VectorStorage storage)
    {
        const int Count = 4000, Steps = 20, Step = Count / 2 / Steps;
        VectorTable vectors = TestVectors.Clustered(Count + Count / 2, 24, seed: 1), queries = TestVectors.Clustered(200, 24, seed: 2);
        HnswOptions options = Options with { Metric = metric, Storage = storage };
        using var builder = new HnswBuilder(24, options);
        builder.AddAll(Ids(0, Count), Rows(vectors, 0, Count));
        // The oldest go, new ones come, a step after the other.
        for (int step = 0; step < Steps; step++)
        {
            for (int i = 0; i < Step; i++) Assert.True(builder.Remove(step * Step + i));
            builder.AddAll(Ids(Count + step * Step, Step), Rows(vectors, Count + step * Step, Step));
        }
        using HnswIndex churned = builder.ToIndex();
        Assert.Equal(Count, churned.Count);
        // Slots are used again: what was removed last may still have its own.
        Assert.InRange(churned.Graph.Nodes.Count, Count, Count * 5 / 4);
        Assert.DoesNotContain(-1, Reachability.Tree(churned.Graph));

        using var fresh = new HnswBuilder(24, options);
        fresh.AddAll(Ids(Count / 2, Count), Rows(vectors, Count / 2, Count));
        using HnswIndex anew = fresh.ToIndex();
        double recall = Recall(churned, vectors, Ids(Count / 2, Count), queries), expected = Recall(anew, vectors, Ids(Count / 2, Count), queries);
        Assert.True(recall >= expected - 0.005, $"Recall is {recall:F4} after churn and {expected:F4} in a new graph.");
        Assert.True(recall >= 0.98, $"Recall is {recall:F4}.");
    }

    [Theory]
    [InlineData(VectorMetric.Euclidean, VectorStorage.Int8, 0.01f, 0.97)]
    [InlineData(VectorMetric.InnerProduct, VectorStorage.Int8, 0.01f, 0.97)]
    [InlineData(VectorMetric.InnerProduct, VectorStorage.Float32, 0.01f, 0.97)]
    [InlineData(VectorMetric.Cosine, VectorStorage.Float16, 100, 0.97)]
    // Clusters that lie farther from one another than all vectors before: the ways between them led over nodes that are gone.
    [InlineData(VectorMetric.Euclidean, VectorStorage.Float32, 100, 0.9)]
    [InlineData(VectorMetric.Euclidean, VectorStorage.Int8, 100, 0.85)]
    public void Churn_VectorsOfAnotherScale_AreFollowed(VectorMetric metric, VectorStorage storage, float scale, double floor)
    {
        const int Count = 2000;
        VectorTable vectors = TestVectors.Clustered(2 * Count, 24, seed: 1), queries = TestVectors.Clustered(100, 24, seed: 2);
        foreach (ref float value in vectors.Values.AsSpan(Count * 24)) value *= scale;
        foreach (ref float value in queries.Values.AsSpan()) value *= scale;
        using var builder = new HnswBuilder(24, Options with { Metric = metric, Storage = storage });
        builder.AddAll(Ids(0, Count), Rows(vectors, 0, Count));
        for (int id = 0; id < Count; id++)
        {
            Assert.True(builder.Remove(id));
            builder.Add(Count + id, vectors[Count + id]);
        }
        using HnswIndex index = builder.ToIndex();
        Assert.InRange(Recall(index, vectors, Ids(Count, Count), queries), floor, 1);
    }

    [Fact]
    public void Remove_HalfAtOnce_FindsOnlyTheOthers()
    {
        VectorTable vectors = TestVectors.Clustered(2000, 16, seed: 1), queries = TestVectors.Clustered(100, 16, seed: 2);
        using var builder = new HnswBuilder(16, Options);
        builder.AddAll(Ids(0, 2000), vectors);
        int[] odd = [.. Ids(0, 2000).Where(id => id % 2 == 1)];
        using HnswIndex whole = builder.ToIndex();
        foreach (int id in odd[..300]) Assert.True(builder.Remove(id - 1));
        // Not yet taken out: on the way of searches, but not among what they find.
        using HnswIndex buried = builder.ToIndex();
        Assert.Equal((1700, 2000), (buried.Count, buried.Graph.Nodes.Count));
        Assert.InRange(Recall(buried, vectors, [.. odd, .. odd[300..].Select(id => id - 1)], queries), 0.99, 1);
        foreach (int id in odd[300..]) Assert.True(builder.Remove(id - 1));
        Assert.Equal(1000, builder.Count);
        builder.Compact();
        using HnswIndex compact = builder.ToIndex();
        Assert.InRange(Recall(compact, vectors, odd, queries), 0.99, 1);
        Assert.Equal((1000, 1000), (compact.Count, compact.Graph.Nodes.Count));
        Assert.InRange(compact.MemoryBytes, whole.MemoryBytes * 4 / 10, whole.MemoryBytes * 6 / 10);
        Assert.DoesNotContain(-1, Reachability.Tree(compact.Graph));
        // The filter goes by ids, which are not the places any more.
        int[] found = new int[3];
        Assert.Equal(2, compact.Search(queries[0], found, new float[3], ItemFilter.Only(3, 4, 1999)));
        Assert.Equal([3, 1999], found[..2].Order());
    }

    [Fact]
    public void Remove_All_LeavesAnEmptyIndexThatCanGrow()
    {
        using var builder = new HnswBuilder(2, Options);
        builder.AddAll([4, 9], new VectorTable([1, 1, 2, 2], 2));
        Assert.True(builder.Remove(9));
        Assert.True(builder.Remove(4));
        using (HnswIndex empty = builder.ToIndex())
        {
            Assert.Equal((0, 0), (empty.Count, empty.Search([1, 1], new int[1], new float[1])));
        }
        builder.Add(9, [5, 5]);
        using HnswIndex index = builder.ToIndex();
        int[] items = new int[2];
        Assert.Equal(1, index.Search([1, 1], items, new float[2]));
        Assert.Equal(9, items[0]);
    }

    [Fact]
    public void Remove_WhatIsNotThere_IsFalse()
    {
        using var builder = new HnswBuilder(2, Options);
        builder.Add(7, [1, 2]);
        Assert.False(builder.Remove(6));
        Assert.False(builder.Remove(-1));
        Assert.True(builder.Remove(7));
        Assert.False(builder.Remove(7));
        Assert.False(builder.Contains(7));
    }

    [Fact]
    public void Add_Refused_ChangesNothing()
    {
        VectorTable vectors = TestVectors.Clustered(300, 4, seed: 1);
        using var builder = new HnswBuilder(4, Options);
        builder.AddAll(Ids(0, 300), vectors);
        using HnswIndex before = builder.ToIndex();
        void Refused(string reason, int[] ids, params float[] values) =>
            Assert.Contains(reason, Assert.Throws<ArgumentException>(() => builder.AddAll(ids, new VectorTable(values, 4))).Message, StringComparison.Ordinal);
        Refused("Id 299 is in the index already", [400, 299], 1, 2, 3, 4, 5, 6, 7, 8);
        Refused("Id 400 is given twice", [400, 400], 1, 2, 3, 4, 5, 6, 7, 8);
        Refused("Id -1 is negative", [-1], 1, 2, 3, 4);
        Refused("Vector 1 is not finite", [400, 401], 1, 2, 3, 4, 5, 6, float.NaN, 8);
        Refused("There are 2 ids for 1 vectors", [400, 401], 1, 2, 3, 4);
        Assert.Contains("has 3 values, the index 4", Assert.Throws<ArgumentException>(() => builder.Add(400, [1, 2, 3])).Message, StringComparison.Ordinal);
        using var stop = new CancellationTokenSource();
        // In the middle, when some are linked.
        Assert.Throws<OperationCanceledException>(() => builder.AddAll(Ids(1000, 300), TestVectors.Clustered(300, 4, seed: 9), new At(0.5, stop.Cancel), stop.Token));
        Assert.Equal(300, builder.Count);
        using HnswIndex after = builder.ToIndex();
        Assert.Equal((300, 300), (after.Count, after.Graph.Nodes.Count));
        Assert.InRange(Recall(after, vectors, Ids(0, 300), TestVectors.Clustered(50, 4, seed: 2)), 0.99, 1);
    }

    [Fact]
    public void ToIndex_BuilderGoesOn_StaysAsItWas()
    {
        VectorTable vectors = TestVectors.Clustered(500, 8, seed: 1);
        using var builder = new HnswBuilder(8, Options);
        builder.AddAll(Ids(0, 400), Rows(vectors, 0, 400));
        using HnswIndex index = builder.ToIndex();
        byte[] before = Graphs.BytesOf(index.Graph);
        builder.AddAll(Ids(400, 100), Rows(vectors, 400, 100));
        for (int id = 0; id < 200; id++) builder.Remove(id);
        builder.Compact();
        Assert.Equal(before, Graphs.BytesOf(index.Graph));
        Assert.Equal(400, index.Count);
    }

    [Fact]
    public void From_Index_GoesOnAsTheBuilderWould()
    {
        VectorTable vectors = TestVectors.Clustered(900, 8, seed: 1);
        using var builder = new HnswBuilder(8, Options);
        builder.AddAll(Ids(0, 600), Rows(vectors, 0, 600));
        using HnswIndex half = builder.ToIndex();
        using HnswBuilder other = HnswBuilder.From(half);
        foreach (HnswBuilder each in (HnswBuilder[])[builder, other])
        {
            Assert.True(each.Remove(5));
            each.AddAll(Ids(600, 300), Rows(vectors, 600, 300));
        }
        using HnswIndex expected = builder.ToIndex(), index = other.ToIndex();
        Assert.Equal(Graphs.BytesOf(expected.Graph), Graphs.BytesOf(index.Graph));
    }

    [Theory]
    [InlineData(VectorStorage.Float32)]
    [InlineData(VectorStorage.Int8)]
    public void From_FileWithDeletions_GoesOn(VectorStorage storage)
    {
        using var folder = new TempFolder();
        string path = Path.Combine(folder.Path, "index");
        VectorTable vectors = TestVectors.Clustered(900, 8, seed: 1);
        using (var builder = new HnswBuilder(8, Options with { Storage = storage }))
        {
            builder.AddAll(Ids(0, 600), Rows(vectors, 0, 600));
            for (int id = 0; id < 100; id++) builder.Remove(id);
            using HnswIndex index = builder.ToIndex();
            HnswFile.Save(path, index);
        }
        using HnswIndex opened = HnswFile.Open(path);
        using HnswBuilder goesOn = HnswBuilder.From(opened);
        Assert.False(goesOn.Contains(99));
        goesOn.AddAll(Ids(600, 300), Rows(vectors, 600, 300));
        goesOn.Add(5, vectors[5]);
        using HnswIndex changed = goesOn.ToIndex();
        Assert.InRange(Recall(changed, vectors, [5, .. Ids(100, 800)], TestVectors.Clustered(50, 8, seed: 2)), 0.99, 1);
    }

    [Fact]
    public void Builder_AfterDispose_Throws()
    {
        var builder = new HnswBuilder(2, Options);
        builder.Add(1, [1, 2]);
        builder.Dispose();
        builder.Dispose();
        Assert.Throws<ObjectDisposedException>(() => builder.Add(2, [1, 2]));
        Assert.Throws<ObjectDisposedException>(builder.Compact);
        Assert.Throws<ObjectDisposedException>(builder.ToIndex);
    }

    [Fact]
    public void From_DisposedIndex_Throws()
    {
        HnswIndex index = HnswBuilder.Build(TestVectors.Equal(3, 2), Options);
        index.Dispose();
        Assert.Throws<ObjectDisposedException>(() => HnswBuilder.From(index));
    }

    [Theory]
    [InlineData(VectorMetric.InnerProduct, VectorStorage.Float32)]
    [InlineData(VectorMetric.Euclidean, VectorStorage.Int8)]
    [InlineData(VectorMetric.Cosine, VectorStorage.Float16)]
    public void AddAll_AnyThreads_GivesTheSameBytes(VectorMetric metric, VectorStorage storage)
    {
        VectorTable vectors = TestVectors.Clustered(3000, 16, seed: 1, normSpread: 0.3);
        byte[] Build(int threads)
        {
            using var builder = new HnswBuilder(16, Options with { Metric = metric, Storage = storage }, threads);
            builder.AddAll(Ids(0, 2500), Rows(vectors, 0, 2500));
            for (int id = 0; id < 2500; id += 3) builder.Remove(id);
            builder.AddAll(Ids(2500, 500), Rows(vectors, 2500, 500));
            using HnswIndex index = builder.ToIndex();
            return Graphs.BytesOf(index.Graph);
        }
        byte[] alone = Build(1);
        Assert.Equal(alone, Build(2));
        Assert.Equal(alone, Build(5));
    }

    // Synchronous, unlike Progress<T>.
    private sealed class At(double share, Action act) : IProgress<double>
    {
        public void Report(double value)
        {
            if (value >= share) act();
        }
    }
}
