using FsCheck.Fluent;
using OnnxRecs.Candidates;
using OnnxRecs.Candidates.Hnsw;
using OnnxRecs.Numerics;
using OnnxRecs.Pipeline;
using OnnxRecs.Tests.Support;

namespace OnnxRecs.Tests.Candidates.Hnsw;

public class HnswIndexTests : VectorIndexContract
{
    protected virtual VectorStorage Storage => VectorStorage.Float32;

    protected override IVectorIndex Build(VectorTable vectors, VectorMetric metric = VectorMetric.InnerProduct) =>
        HnswBuilder.Build(vectors, new HnswOptions { Metric = metric, Storage = Storage, M = 8, EfConstruction = 40, EfSearch = 50 });

    [Theory]
    [InlineData(VectorMetric.InnerProduct)]
    [InlineData(VectorMetric.Cosine)]
    [InlineData(VectorMetric.Euclidean)]
    public void Search_EachMetric_FindsWhatIsThere(VectorMetric metric)
    {
        // Far from the origin, so that Euclidean neighbours are not those by product.
        VectorTable vectors = TestVectors.Clustered(2000, 20, seed: 1), queries = TestVectors.Clustered(50, 20, seed: 2);
        foreach (ref float value in vectors.Values.AsSpan()) value += 3;
        foreach (ref float value in queries.Values.AsSpan()) value += 3;
        using var exact = new ExactIndex(vectors, metric);
        using HnswIndex index = HnswBuilder.Build(vectors, new HnswOptions { Metric = metric, Storage = Storage, EfSearch = 100 });
        Assert.InRange(AnnRecall.Measure(index, exact, queries, k: 10), 0.97, 1);
        int[] items = new int[10], expected = new int[10];
        float[] scores = new float[10], expectedScores = new float[10];
        index.Search(queries[0], items, scores);
        exact.Search(queries[0], expected, expectedScores);
        Assert.Equal(expected[0], items[0]);
        // The same bits, whatever the storage.
        Assert.Equal(expectedScores[0], scores[0]);
    }

    [Theory]
    [InlineData(1e-6f)]
    [InlineData(0.01f)]
    [InlineData(100)]
    [InlineData(1e6f)]
    public void Search_LongOrShortQuery_FindsTheSame(float scale)
    {
        VectorTable vectors = TestVectors.Clustered(2000, 20, seed: 1), queries = TestVectors.Clustered(50, 20, seed: 2);
        using var exact = new ExactIndex(vectors);
        using HnswIndex index = HnswBuilder.Build(vectors, new HnswOptions { Storage = Storage, EfSearch = 100 });
        foreach (ref float value in queries.Values.AsSpan()) value *= scale;
        Assert.InRange(AnnRecall.Measure(index, exact, queries, k: 10), 0.98, 1);
    }

    [Theory]
    [InlineData(VectorMetric.Cosine)]
    [InlineData(VectorMetric.Euclidean)]
    public void Search_VectorsWithACommonPart_AreToldApart(VectorMetric metric)
    {
        VectorTable vectors = TestVectors.Gaussian(2000, 16, seed: 1), queries = TestVectors.Gaussian(50, 16, seed: 2);
        foreach (ref float value in vectors.Values.AsSpan()) value += 10;
        foreach (ref float value in queries.Values.AsSpan()) value += 10;
        using var exact = new ExactIndex(vectors, metric);
        using HnswIndex index = HnswBuilder.Build(vectors, new HnswOptions { Metric = metric, Storage = Storage, EfSearch = 200 });
        Assert.InRange(AnnRecall.Measure(index, exact, queries, k: 10), 0.98, 1);
    }

    [Theory]
    [InlineData(40)]
    [InlineData(400)]
    [InlineData(1500)]
    public void Search_Filter_FindsTheNearestThatPass(int passing)
    {
        const int Count = 2000;
        VectorTable vectors = TestVectors.Clustered(Count, 20, seed: 1), queries = TestVectors.Clustered(50, 20, seed: 2);
        using var exact = new ExactIndex(vectors);
        using HnswIndex index = HnswBuilder.Build(vectors, new HnswOptions { Storage = Storage, EfSearch = 60 });
        int[] order = [.. Enumerable.Range(0, Count)];
        new Rng(5).Shuffle<int>(order);
        var pass = new HashSet<int>(order[..passing]);
        int[] truth = new int[10], found = new int[10];
        foreach (ItemFilter filter in (ItemFilter[])[ItemFilter.Only([.. pass]), ItemFilter.Where(pass.Contains)])
        {
            int hits = 0;
            for (int row = 0; row < queries.Count; row++)
            {
                exact.Search(queries[row], truth, new float[10], filter);
                index.Search(queries[row], found, new float[10], filter);
                hits += truth.Intersect(found).Count();
            }
            // Few are looked at one by one.
            Assert.InRange(hits / (10.0 * queries.Count), passing == 40 ? 1 : 0.97, 1);
        }
    }

    [Fact]
    public void Search_OneScratch_ServesIndexesOfAnySize()
    {
        var scratch = new SearchScratch();
        foreach (int dim in (int[])[40, 3, 17, 64])
        {
            VectorTable vectors = TestVectors.Gaussian(60 * dim, dim, seed: 1);
            using var exact = new ExactIndex(vectors);
            using var index = (HnswIndex)Build(vectors);
            int[] items = new int[5], expected = new int[5];
            float[] scores = new float[5], expectedScores = new float[5];
            HnswIndex wide = index.WithEfSearch(vectors.Count);
            wide.Search(vectors[7], items, scores, scratch);
            exact.Search(vectors[7], expected, expectedScores);
            Assert.Equal(expectedScores, scores);
            Assert.Equal(expected, items);
        }
    }

    [Fact]
    public void Search_FarFilter_FindsAllOfIt()
    {
        // What passes is the cluster that is farthest from the query: the graph's search must not end before it is there.
        float[] values = new float[2 * 3000];
        var rng = new Rng(1);
        for (int i = 0; i < 3000; i++) (values[2 * i], values[2 * i + 1]) = ((float)rng.NextDouble() + (i % 10 == 0 ? 100 : 0), (float)rng.NextDouble());
        var vectors = new VectorTable(values, 2);
        using HnswIndex index = HnswBuilder.Build(vectors, new HnswOptions { Metric = VectorMetric.Euclidean, Storage = Storage, EfSearch = 10 });
        using var exact = new ExactIndex(vectors, VectorMetric.Euclidean);
        foreach (ItemFilter filter in (ItemFilter[])[ItemFilter.Where(i => i % 10 == 0), ItemFilter.Only([.. Enumerable.Range(0, 300).Select(i => 10 * i)])])
        {
            int[] items = new int[300], expected = new int[300];
            Assert.Equal(300, index.Search([0, 0], items, new float[300], filter));
            exact.Search([0, 0], expected, new float[300], filter);
            Assert.Equal(expected, items);
        }
    }

    [Fact]
    public void Search_AfterDispose_Throws()
    {
        var index = (HnswIndex)Build(TestVectors.Equal(3, 2));
        index.Dispose();
        Assert.Throws<ObjectDisposedException>(() => index.Search([1, 1], new int[1], new float[1]));
    }

    [Theory]
    [InlineData("clustered", 100, 10, 0.99)]
    [InlineData("clustered", 400, 300, 0.98)]
    [InlineData("tight clusters", 100, 10, 0.96)]
    [InlineData("tight clusters", 400, 300, 0.98)]
    [InlineData("different norms", 100, 10, 0.99)]
    [InlineData("different norms", 400, 300, 0.98)]
    [InlineData("gaussian", 400, 10, 0.98)]
    [InlineData("gaussian", 400, 300, 0.98)]
    public void Search_Recall_IsAboveFloor(string kind, int efSearch, int k, double floor)
    {
        HnswIndex index = Graphs.Of(kind).WithEfSearch(efSearch);
        VectorTable queries = kind == "gaussian" ? TestVectors.Gaussian(100, 32, seed: 12) : TestVectors.Clustered(100, 32, seed: 12);
        double recall = AnnRecall.Measure(index, new ExactIndex(Graphs.Vectors(kind)), queries, k);
        Assert.True(recall >= floor, $"Recall@{k} is {recall:F4} on {kind} vectors.");
    }

    [Fact]
    public void Search_SmallEf_IsApproximate()
    {
        // Otherwise the floors above would say nothing about the graph.
        HnswIndex index = Graphs.Of("gaussian").WithEfSearch(10);
        Assert.InRange(AnnRecall.Measure(index, new ExactIndex(Graphs.Vectors("gaussian")), TestVectors.Gaussian(100, 32, seed: 12), k: 10), 0.2, 0.9);
    }

    [Fact]
    public void Search_MoreThanEf_RaisesEf()
    {
        HnswIndex index = Graphs.Of("clustered").WithEfSearch(1);
        Assert.Equal(250, index.Search(TestVectors.Clustered(1, 32, seed: 3)[0], new int[250], new float[250]));
    }

    [Fact]
    public void Search_EfCoversAll_IsExact()
    {
        // Whole numbers from -2 to 2: many equal vectors and many ties.
        var cases =
            from m in Gen.Choose(2, 4)
            from ef in Gen.Choose(1, 8)
            from seed in Gen.Choose(0, 1000)
            from dim in Gen.Choose(1, 3)
            from count in Gen.Choose(1, 60)
            from values in Gen.ArrayOf(Gen.Choose(-2, 2), dim * count)
            from query in Gen.ArrayOf(Gen.Choose(-2, 2), dim)
            select (m, ef, seed, dim, values: Array.ConvertAll(values, value => (float)value), query: Array.ConvertAll(query, value => (float)value));
        Properties.Hold(cases, each =>
        {
            var vectors = new VectorTable(each.values, each.dim);
            int count = vectors.Count;
            var options = new HnswOptions { Storage = Storage, M = each.m, EfConstruction = each.ef, EfSearch = count, Seed = (ulong)each.seed };
            HnswIndex index = HnswBuilder.Build(vectors, options);
            int[] expected = new int[count], items = new int[count];
            float[] expectedScores = new float[count], scores = new float[count];
            new ExactIndex(vectors).Search(each.query, expected, expectedScores);
            return index.Search(each.query, items, scores) == count && items.SequenceEqual(expected) && scores.SequenceEqual(expectedScores);
        });
    }

    [Fact]
    public void WithEfSearch_OutOfRange_Throws() => Assert.Throws<ArgumentException>(() => Graphs.Of("clustered").WithEfSearch(0));
}

/// <summary>All of it with half precision.</summary>
public class HnswFloat16Tests : HnswIndexTests
{
    protected override VectorStorage Storage => VectorStorage.Float16;
}

/// <summary>All of it with a byte a value.</summary>
public class HnswInt8Tests : HnswIndexTests
{
    protected override VectorStorage Storage => VectorStorage.Int8;
}
