using OnnxRecs.Candidates;
using OnnxRecs.Numerics;
using OnnxRecs.Pipeline;

namespace OnnxRecs.Tests.Candidates;

/// <summary>What holds for every index, exact or not.</summary>
public abstract class VectorIndexContract
{
    protected abstract IVectorIndex Build(VectorTable vectors, VectorMetric metric = VectorMetric.InnerProduct);

    [Fact]
    public void Search_FewVectors_GivesInnerProductsBestFirst()
    {
        // With (2, 1): 2, 1, 3, -2, 3; the two at 3 by the lower index.
        IVectorIndex index = Build(new VectorTable([1, 0, 0, 1, 1, 1, -1, 0, 0, 3], 2));
        int[] items = new int[3];
        float[] scores = new float[3];
        Assert.Equal(3, index.Search([2, 1], items, scores));
        Assert.Equal([2, 4, 0], items);
        Assert.Equal([3, 3, 2], scores);
        Assert.Equal((5, 2), (index.Count, index.Dim));
    }

    [Theory]
    [InlineData(VectorMetric.InnerProduct, new[] { 4, 2, 0, 1, 3 }, new[] { 6f, 3, 1, -2, -4 })]
    // The squared distances of (3, -1) to (1, 2), (0, 2), (1, 0), (-1, 1) and (2, 0).
    [InlineData(VectorMetric.Euclidean, new[] { 4, 2, 0, 1, 3 }, new[] { -2f, -5, -13, -18, -20 })]
    [InlineData(VectorMetric.Cosine, new[] { 2, 4, 0, 1, 3 }, new[] { 0.9486833f, 0.9486833f, 0.14142136f, -0.31622777f, -0.8944272f })]
    public void Search_EachMetric_GivesItsScores(VectorMetric metric, int[] expected, float[] expectedScores)
    {
        IVectorIndex index = Build(new VectorTable([1, 2, 0, 2, 1, 0, -1, 1, 2, 0], 2), metric);
        int[] items = new int[5];
        float[] scores = new float[5];
        Assert.Equal(5, index.Search([3, -1], items, scores));
        Assert.Equal(expected, items);
        for (int i = 0; i < 5; i++) Assert.Equal(expectedScores[i], scores[i], 1e-6f);
        Assert.Equal(metric, index.Metric);
    }

    [Fact]
    public void Cosine_AnyLength_CountsDirectionAlone()
    {
        // Lengths whose squares are zero or beyond single precision's use.
        IVectorIndex index = Build(new VectorTable([1e-25f, 0, 3e15f, 3e15f, 0, -1], 2), VectorMetric.Cosine);
        int[] items = new int[3];
        float[] scores = new float[3];
        Assert.Equal(3, index.Search([0, 1e-30f], items, scores));
        Assert.Equal([1, 0, 2], items);
        Assert.Equal([MathF.Sqrt(0.5f), 0, -1], scores);
    }

    [Fact]
    public void Cosine_ZeroVector_Throws()
    {
        var error = Assert.Throws<ArgumentException>(() => Build(new VectorTable([1, 0, 0, -0f], 2), VectorMetric.Cosine));
        Assert.Contains("Vector 1 is zero", error.Message, StringComparison.Ordinal);
        error = Assert.Throws<ArgumentException>(() => Build(TestVectors.Equal(2, 2), VectorMetric.Cosine).Search([0, 0], new int[1], new float[1]));
        Assert.Contains("query is zero", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(40)]
    [InlineData(600)]
    [InlineData(1500)]
    public void Search_Filter_GivesAsManyAsPass(int passing)
    {
        const int Count = 1500, K = 20;
        IVectorIndex index = Build(TestVectors.Clustered(Count, 8, seed: 1));
        VectorTable queries = TestVectors.Clustered(10, 8, seed: 2);
        var rng = new Rng(3);
        int[] items = [.. Enumerable.Range(0, Count)];
        rng.Shuffle<int>(items);
        var pass = new HashSet<int>(items[..passing]);
        ItemFilter[] filters = [ItemFilter.Only([.. pass]), ItemFilter.Where(pass.Contains), ItemFilter.Only([.. pass, Count, 5 * Count])];
        for (int row = 0; row < queries.Count; row++)
        {
            foreach (ItemFilter filter in filters)
            {
                int[] found = new int[K];
                Assert.Equal(Math.Min(K, passing), index.Search(queries[row], found, new float[K], filter));
                Assert.All(found[..Math.Min(K, passing)], item => Assert.Contains(item, pass));
            }
        }
    }

    [Fact]
    public void SearchAll_AfterDispose_Throws()
    {
        IVectorIndex index = Build(TestVectors.Equal(3, 2));
        ((IDisposable)index).Dispose();
        Assert.Throws<ObjectDisposedException>(() => index.SearchAll(TestVectors.Equal(40, 2), [.. Enumerable.Repeat(1, 40)]));
    }

    [Fact]
    public void Search_NothingPasses_FindsNothing()
    {
        IVectorIndex index = Build(TestVectors.Clustered(300, 8, seed: 1));
        Assert.Equal(0, index.Search(TestVectors.Clustered(1, 8, seed: 2)[0], new int[5], new float[5], ItemFilter.Only()));
        Assert.Equal(0, index.Search(TestVectors.Clustered(1, 8, seed: 2)[0], new int[5], new float[5], ItemFilter.Where(_ => false)));
        Assert.Equal(0, index.Search(TestVectors.Clustered(1, 8, seed: 2)[0], new int[5], new float[5], ItemFilter.Only(300)));
        Assert.Equal(1, index.Search(TestVectors.Clustered(1, 8, seed: 2)[0], new int[5], new float[5], ItemFilter.Only(299, 300, 5000)));
    }

    [Fact]
    public void Search_MoreThanThereAre_GivesAll()
    {
        VectorTable vectors = TestVectors.Clustered(30, 8, seed: 1);
        int[] items = new int[50];
        float[] scores = new float[50];
        Assert.Equal(30, Build(vectors).Search(vectors[0], items, scores));
        Assert.Equal(Enumerable.Range(0, 30), items[..30].Order());
    }

    [Fact]
    public void Search_EqualVectors_OrdersByLowerIndex()
    {
        int[] items = new int[25];
        Build(TestVectors.Equal(25, 4)).Search([1, 2, 3, 4], items, new float[25]);
        Assert.Equal(Enumerable.Range(0, 25), items);
    }

    [Fact]
    public void Search_EmptyIndex_FindsNothing()
    {
        IVectorIndex index = Build(new VectorTable([], 3));
        Assert.Equal((0, 3), (index.Count, index.Dim));
        Assert.Equal(0, index.Search([1, 2, 3], new int[5], new float[5]));
        Assert.Throws<ArgumentException>(() => index.Search([1, 2], new int[5], new float[5]));
    }

    [Fact]
    public void Search_OneVector_FindsIt()
    {
        int[] items = [-1];
        float[] scores = [-1];
        Assert.Equal(1, Build(new VectorTable([2, 0], 2)).Search([0, 1], items, scores));
        Assert.Equal((0, 0f), (items[0], scores[0]));
    }

    [Fact]
    public void Search_NothingWanted_FindsNothing() => Assert.Equal(0, Build(TestVectors.Equal(3, 2)).Search([1, 1], [], []));

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(1e30f)]
    public void Search_QueryIsNotFinite_Throws(float value) =>
        Assert.Throws<ArgumentException>(() => Build(TestVectors.Equal(3, 2)).Search([1, value], new int[1], new float[1]));

    [Fact]
    public void Search_WrongDimension_Throws() =>
        Assert.Throws<ArgumentException>(() => Build(TestVectors.Equal(3, 2)).Search([1, 1, 1], new int[1], new float[1]));

    [Fact]
    public void Search_ResultsDifferInLength_Throws() =>
        Assert.Throws<ArgumentException>(() => Build(TestVectors.Equal(3, 2)).Search([1, 1], new int[2], new float[1]));

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.NegativeInfinity)]
    [InlineData(-1e30f)]
    public void Build_VectorIsNotFinite_Throws(float value)
    {
        var error = Assert.Throws<ArgumentException>(() => Build(new VectorTable([1, 1, 1, value], 2)));
        Assert.Contains("Vector 1", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Search_SteadyState_AllocatesNothing()
    {
        IVectorIndex index = Build(TestVectors.Clustered(500, 16, seed: 1));
        VectorTable queries = TestVectors.Clustered(20, 16, seed: 2);
        int[] items = new int[30];
        float[] scores = new float[30];
        long SearchAll()
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < queries.Count; i++) index.Search(queries[i], items, scores);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
        SearchAll();
        // The least of three: the shared pool may be trimmed by a collection in between.
        Assert.Equal(0, Math.Min(SearchAll(), Math.Min(SearchAll(), SearchAll())));
    }

    [Fact]
    public void Search_InParallel_GivesTheSame()
    {
        IVectorIndex index = Build(TestVectors.Clustered(1000, 16, seed: 1));
        VectorTable queries = TestVectors.Clustered(200, 16, seed: 2);
        int[][] alone = new int[queries.Count][], together = new int[queries.Count][];
        int[] Find(int row)
        {
            int[] items = new int[20];
            Assert.Equal(20, index.Search(queries[row], items, new float[20]));
            return items;
        }
        for (int i = 0; i < queries.Count; i++) alone[i] = Find(i);
        Parallel.For(0, queries.Count, new ParallelOptions { MaxDegreeOfParallelism = 4 }, i => together[i] = Find(i));
        Assert.Equal(alone, together);
    }

    [Fact]
    public void SearchAll_ManyQueries_GivesWhatEachFindsAlone()
    {
        IVectorIndex index = Build(TestVectors.Clustered(300, 16, seed: 1));
        VectorTable queries = TestVectors.Clustered(41, 16, seed: 2);
        int[] counts = [.. Enumerable.Range(0, queries.Count).Select(row => row % 5 == 0 ? row : 400 - row)];
        ScoredItems[] lists = index.SearchAll(queries, counts);
        for (int row = 0; row < counts.Length; row++)
        {
            int[] items = new int[counts[row]];
            float[] scores = new float[counts[row]];
            int found = index.Search(queries[row], items, scores);
            Assert.Equal(items[..found], lists[row].Items);
            Assert.Equal(scores[..found], lists[row].Scores);
        }
    }

    [Fact]
    public void SearchAll_NothingToFind_IsEmpty()
    {
        Assert.Empty(Build(TestVectors.Equal(3, 2)).SearchAll(new VectorTable([], 2), []));
        Assert.Equal([0, 0], Build(new VectorTable([], 2)).SearchAll(TestVectors.Equal(2, 2), [5, 0]).Select(list => list.Count));
    }

    [Fact]
    public void SearchAll_InputDoesNotFit_Throws()
    {
        IVectorIndex index = Build(TestVectors.Equal(3, 2));
        Assert.Throws<ArgumentException>(() => index.SearchAll(TestVectors.Equal(2, 2), [1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => index.SearchAll(TestVectors.Equal(2, 2), [1, -1]));
        Assert.Throws<ArgumentException>(() => index.SearchAll(TestVectors.Equal(2, 3), [1, 1]));
        Assert.Throws<ArgumentException>(() => index.SearchAll(new VectorTable([1, 1, float.NaN, 1], 2), [1, 1]));
    }
}
