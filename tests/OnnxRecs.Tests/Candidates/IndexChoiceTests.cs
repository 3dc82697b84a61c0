using OnnxRecs.Candidates;
using OnnxRecs.Config;
using OnnxRecs.Numerics;
using OnnxRecs.Pipeline;

namespace OnnxRecs.Tests.Candidates;

public class IndexChoiceTests
{
    // A graph that is searched with few distances.
    private static readonly CandidatesOptions Narrow = new() { M = 4, EfConstruction = 20, EfSearch = 10 };

    [Fact]
    public void Make_FewVectors_BuildsNoGraph()
    {
        // 100 vectors of one line each, and one more for the rest; a graph would look at 10 at least, and each is worth 1 + 28 lines.
        using IndexChoice choice = Make(Narrow, vectors: 100, dim: 16, k: 5);
        Assert.IsType<ExactIndex>(choice.Index);
        Assert.Null(choice.Built);
        Assert.Equal((200.0, null), (choice.ExactCost, choice.GraphCost));
        Assert.Equal("exact search: a scan of 100 vectors costs 200 cache lines, a search of a graph at least 290, so none is built", choice.Why);
    }

    [Fact]
    public void Make_MoreWantedThanEf_TheyAreTheLeastCost()
    {
        using IndexChoice choice = Make(Narrow, vectors: 100, dim: 17, k: 60);
        Assert.Equal("exact search: a scan of 100 vectors costs 300 cache lines, a search of a graph at least 1,800, so none is built", choice.Why);
    }

    [Fact]
    public void Make_GraphCostsMore_IsExact()
    {
        using IndexChoice choice = Make(Narrow, vectors: 300, dim: 4, k: 5);
        Assert.Same(choice.Exact, choice.Index);
        Assert.NotNull(choice.Built);
        Assert.InRange(choice.GraphCost!.Value, choice.ExactCost, 300 * 29);
        Assert.StartsWith("exact search: a scan of 300 vectors costs 600 cache lines, ", choice.Why, StringComparison.Ordinal);
    }

    [Fact]
    public void Make_GraphCostsLess_IsHnsw()
    {
        using IndexChoice choice = Make(Narrow, vectors: 8000, dim: 4, k: 5);
        Assert.Same(choice.Graph, choice.Index);
        Assert.Equal(16_000, choice.ExactCost);
        Assert.InRange(choice.GraphCost!.Value, 290, 15_999);
        Assert.StartsWith("HNSW: a scan of 8,000 vectors costs 16,000 cache lines, ", choice.Why, StringComparison.Ordinal);
    }

    [Fact]
    public void Make_SameInput_CountsTheSame()
    {
        using IndexChoice first = Make(Narrow, vectors: 1000, dim: 4, k: 5), second = Make(Narrow, vectors: 1000, dim: 4, k: 5);
        Assert.Equal(first.Why, second.Why);
        Assert.Equal(first.GraphCost, second.GraphCost);
    }

    [Theory]
    [InlineData("exact", 8000)]
    [InlineData("hnsw", 100)]
    public void Make_IndexIsSet_IsObeyed(string index, int vectors)
    {
        using IndexChoice choice = Make(Narrow with { Index = index }, vectors, dim: 4, k: 5);
        Assert.Equal(index == "hnsw", choice.Graph is not null);
        Assert.Equal(index == "hnsw", choice.GraphCost is not null);
        Assert.Contains(", as set", choice.Why, StringComparison.Ordinal);
    }

    [Fact]
    public void Make_EmptyCatalogue_IsExact()
    {
        using var choice = IndexChoice.Make(new CandidatesOptions(), 1, new VectorTable([], 4), TestVectors.Gaussian(3, 4, seed: 1), [0, 0, 0]);
        Assert.IsType<ExactIndex>(choice.Index);
    }

    [Fact]
    public void Clock_TellsTheMedianOfWhatThereIs()
    {
        VectorTable queries = TestVectors.Gaussian(3, 4, seed: 2);
        using IndexChoice exact = Make(Narrow, vectors: 100, dim: 4, k: 5), both = Make(Narrow with { Index = "hnsw" }, vectors: 100, dim: 4, k: 5);
        Assert.Equal("exact 5 us a query", exact.Clock(queries, [5, 5, 5], new Steps(1, 9, 5)));
        Assert.Equal("HNSW 7 us, exact 2 us a query", both.Clock(queries, [5, 5, 5], new Steps(2, 1, 3, 7, 7, 1000)));
    }

    [Fact]
    public void Make_Cancelled_Stops() => Assert.ThrowsAny<OperationCanceledException>(() =>
        IndexChoice.Make(Narrow with { Index = "hnsw" }, 1, TestVectors.Clustered(2000, 4, seed: 1), TestVectors.Clustered(1, 4, seed: 2), [5], cancellation: new CancellationToken(canceled: true)));

    private static IndexChoice Make(CandidatesOptions options, int vectors, int dim, int k)
    {
        int[] counts = new int[50];
        Array.Fill(counts, k);
        return IndexChoice.Make(options, 1, TestVectors.Clustered(vectors, dim, seed: 1), TestVectors.Clustered(counts.Length, dim, seed: 2), counts);
    }

    /// <summary>A clock by which the i-th thing that is timed takes so many microseconds.</summary>
    private sealed class Steps(params int[] microseconds) : TimeProvider
    {
        private long _now;
        private int _calls;

        public override long TimestampFrequency => 1_000_000;

        public override long GetTimestamp() => _now += _calls++ % 2 == 0 ? 100 : microseconds[(_calls - 1) / 2];
    }
}
