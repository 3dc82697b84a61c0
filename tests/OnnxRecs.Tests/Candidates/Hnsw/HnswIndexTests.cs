using FsCheck.Fluent;
using OnnxRecs.Candidates;
using OnnxRecs.Candidates.Hnsw;
using OnnxRecs.Numerics;
using OnnxRecs.Pipeline;
using OnnxRecs.Tests.Support;

namespace OnnxRecs.Tests.Candidates.Hnsw;

public class HnswIndexTests : VectorIndexContract
{
    protected override IVectorIndex Build(VectorTable vectors) => HnswBuilder.Build(vectors, new HnswOptions { M = 8, EfConstruction = 40, EfSearch = 50 });

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
            var options = new HnswOptions { M = each.m, EfConstruction = each.ef, EfSearch = count, Seed = (ulong)each.seed };
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
