using OnnxRecs.Candidates;
using OnnxRecs.Numerics;
using OnnxRecs.Pipeline;

namespace OnnxRecs.Tests.Candidates;

public class AnnRecallTests
{
    // Query 1 has the order 3, 2, 1, 0 and query -1 the reverse.
    private static readonly ExactIndex Exact = new(new VectorTable([1, 2, 3, 4], 1));
    private static readonly VectorTable Queries = new([1, -1], 1);

    [Fact]
    public void Measure_HalfOfOneAndAllOfTheOther_IsTheMean() =>
        Assert.Equal((1 / 2.0 + 2 / 2.0) / 2, AnnRecall.Measure(new Answers([0, 3], [1, 0]), Exact, Queries, k: 2));

    [Fact]
    public void Measure_NothingFound_IsZero() => Assert.Equal(0, AnnRecall.Measure(new Answers([], []), Exact, Queries, k: 2));

    [Fact]
    public void Measure_CutAboveCount_CountsWhatThereIs() => Assert.Equal(1, AnnRecall.Measure(Exact, Exact, Queries, k: 10));

    [Fact]
    public void Measure_NoQueriesOrOtherSize_Throws()
    {
        Assert.Throws<ArgumentException>(() => AnnRecall.Measure(Exact, Exact, new VectorTable([], 1), k: 1));
        Assert.Throws<ArgumentException>(() => AnnRecall.Measure(new ExactIndex(Queries), Exact, Queries, k: 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => AnnRecall.Measure(Exact, Exact, Queries, k: 0));
    }

    private sealed class Answers(int[] positive, int[] negative) : IVectorIndex
    {
        public VectorMetric Metric => VectorMetric.InnerProduct;

        public int Dim => 1;

        public int Count => 4;

        public int Search(ReadOnlySpan<float> query, Span<int> items, Span<float> scores, ItemFilter? filter)
        {
            int[] answer = query[0] > 0 ? positive : negative;
            answer.CopyTo(items);
            return answer.Length;
        }
    }
}
