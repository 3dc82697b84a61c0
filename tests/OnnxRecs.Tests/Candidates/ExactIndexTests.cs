using OnnxRecs.Candidates;
using OnnxRecs.Numerics;
using OnnxRecs.Pipeline;

namespace OnnxRecs.Tests.Candidates;

public class ExactIndexTests : VectorIndexContract
{
    protected override IVectorIndex Build(VectorTable vectors, VectorMetric metric = VectorMetric.InnerProduct) => new ExactIndex(vectors, metric);

    [Theory]
    [InlineData(VectorMetric.InnerProduct, 300, 5)]
    [InlineData(VectorMetric.InnerProduct, 301, 16)]
    [InlineData(VectorMetric.InnerProduct, 302, 33)]
    [InlineData(VectorMetric.Cosine, 303, 5)]
    [InlineData(VectorMetric.Cosine, 300, 40)]
    [InlineData(VectorMetric.Euclidean, 301, 5)]
    [InlineData(VectorMetric.Euclidean, 302, 48)]
    public void Search_ManyVectors_AgreesWithPlainLoops(VectorMetric metric, int count, int dim)
    {
        VectorTable vectors = TestVectors.Gaussian(count, dim, seed: 4), queries = TestVectors.Gaussian(10, dim, seed: 5);
        using var index = new ExactIndex(vectors, metric);
        for (int row = 0; row < queries.Count; row++)
        {
            double[] expectedScores = [.. Enumerable.Range(0, count).Select(item => Score(metric, queries[row], vectors[item]))];
            int[] expected = [.. Enumerable.Range(0, count).OrderByDescending(item => expectedScores[item]).Take(40)], items = new int[40];
            float[] scores = new float[40];
            Assert.Equal(40, index.Search(queries[row], items, scores));
            Assert.Equal(expected, items);
            for (int i = 0; i < items.Length; i++) Assert.Equal(expectedScores[items[i]], scores[i], 1e-4);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(63)]
    [InlineData(8191)]
    [InlineData(8192)]
    [InlineData(8193)]
    [InlineData(16_390)]
    public void SearchAll_AnyNumberOfVectors_GivesTheSameBitsAsOneByOne(int count)
    {
        // Coarse values, so that there are ties; 1 to 21 queries, so that some are left over from the fours and the groups.
        VectorTable vectors = Rounded(TestVectors.Gaussian(count, 9, seed: 6));
        foreach (VectorMetric metric in (VectorMetric[])[VectorMetric.InnerProduct, VectorMetric.Euclidean])
        {
            using var index = new ExactIndex(vectors, metric);
            foreach (int queryCount in (int[])[1, 4, 7, 21])
            {
                VectorTable queries = Rounded(TestVectors.Gaussian(queryCount, 9, seed: (ulong)queryCount));
                int[] counts = [.. Enumerable.Range(0, queryCount).Select(row => row % 4 == 3 ? 0 : 10 * row + 5)];
                ScoredItems[] lists = index.SearchAll(queries, counts);
                for (int row = 0; row < queryCount; row++)
                {
                    int[] items = new int[counts[row]];
                    float[] scores = new float[counts[row]];
                    int found = index.Search(queries[row], items, scores);
                    Assert.Equal(Math.Min(counts[row], count), found);
                    Assert.Equal(items[..found], lists[row].Items);
                    Assert.Equal(scores[..found], lists[row].Scores);
                }
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(5000)]
    [InlineData(20_000)]
    public void Search_Filtered_GivesTheBestThatPass(int every)
    {
        const int Count = 17_000;
        VectorTable vectors = TestVectors.Gaussian(Count, 4, seed: 8);
        float[] query = [1, -2, 3, 0.5f];
        using var index = new ExactIndex(vectors);
        int[] all = new int[Count];
        float[] allScores = new float[Count];
        index.Search(query, all, allScores);
        (int Item, float Score)[] expected = [.. all.Zip(allScores).Where(found => found.First % every == 3 % every).Take(30)];

        int[] items = new int[30];
        float[] scores = new float[30];
        int found = index.Search(query, items, scores, ItemFilter.Where(item => item % every == 3 % every));

        Assert.Equal(expected, items.Zip(scores).Take(found));
    }

    [Fact]
    public void Search_ZeroDistance_IsNotMinusZero()
    {
        float[] scores = new float[2];
        using var index = new ExactIndex(new VectorTable([1, 2, 3, 4], 2), VectorMetric.Euclidean);
        index.Search([1, 2], new int[2], scores);
        Assert.Equal([0u, BitConverter.SingleToUInt32Bits(-8)], scores.Select(BitConverter.SingleToUInt32Bits));
        Assert.Equal(0u, BitConverter.SingleToUInt32Bits(index.SearchAll(new VectorTable([1, 2, 1, 2, 1, 2, 1, 2], 2), [1, 1, 1, 1])[3].Scores[0]));
    }

    [Fact]
    public void Search_AfterDispose_Throws()
    {
        var index = new ExactIndex(TestVectors.Equal(3, 2));
        index.Dispose();
        Assert.Throws<ObjectDisposedException>(() => index.Search([1, 1], new int[1], new float[1]));
        Assert.Throws<ObjectDisposedException>(() => index.SearchAll(TestVectors.Equal(1, 2), [1]));
    }

    private static double Score(VectorMetric metric, ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        (double product, double aa, double bb, double distance) = (0, 0, 0, 0);
        for (int i = 0; i < a.Length; i++)
        {
            product += (double)a[i] * b[i];
            aa += (double)a[i] * a[i];
            bb += (double)b[i] * b[i];
            distance += ((double)a[i] - b[i]) * ((double)a[i] - b[i]);
        }
        return metric switch
        {
            VectorMetric.InnerProduct => product,
            VectorMetric.Cosine => product / Math.Sqrt(aa * bb),
            _ => -distance,
        };
    }

    private static VectorTable Rounded(VectorTable vectors) => new(Array.ConvertAll(vectors.Values, value => MathF.Round(value)), vectors.Dim);
}
