using OnnxRecs.Pipeline;
using OnnxRecs.Rank.Filters;
using OnnxRecs.Tests.Rank;

namespace OnnxRecs.Tests.Core.Pipeline;

public class RecommenderTests
{
    private const int Items = 12;
    private static readonly Query Query = new(0, [], [0, 1], 3);

    // Retrieval gives 10, 9, ... 2 and 11 last; the ranker likes low items; 0 to 11 are popular in this order.
    private static Recommender Chain(int[]? found = null) => new()
    {
        Source = new Source(query => new ScoredItems(found ?? [10, 9, 8, 7, 6, 5, 4, 3, 2, 11], Scores(found?.Length ?? 10)).Head(query.Count)),
        CandidateCount = 6,
        Filters = new FilterChain([new SeenFilter()]),
        Ranker = new ByFunction(item => -item),
        Rerankers = [],
        PopularOrder = [.. Enumerable.Range(0, Items)],
        Time = TimeProvider.System,
    };

    private static float[] Scores(int count) => [.. Enumerable.Range(0, count).Select(i => 1f / (i + 1))];

    [Fact]
    public void Recommend_Usual_HasAStepForEachStageAndNoNote()
    {
        Served served = With(Chain(), rerankers: [new Reversed()]).Recommend(Query);

        Assert.Equal(["candidates", "filters", "function", "reversed"], served.Steps.Select(step => step.Stage));
        Assert.Equal([10, 9, 8, 7, 6, 5], served.Steps[0].Items.Items);
        Assert.Equal([5, 6, 7, 8, 9, 10], served.Steps[2].Items.Items);
        Assert.Equal([10, 9, 8], served.List.Items);
        Assert.Empty(served.List.Notes);
    }

    [Fact]
    public void Recommend_RankerFails_KeepsTheOrderOfRetrievalAndSaysWhy()
    {
        Served served = With(Chain(), ranker: new Failing()).Recommend(Query);

        Assert.Equal([10, 9, 8], served.List.Items);
        Assert.Equal([false, false, true], served.Steps.Select(step => step.HasFailed));
        Assert.Equal(["ranker failing failed (FileNotFoundException): no such file; the order of retrieval stands"], served.List.Notes);
    }

    [Fact]
    public void Recommend_RankerIsLate_KeepsTheOrderOfRetrieval()
    {
        Served served = With(Chain(), ranker: new Slow(), timeout: TimeSpan.FromMilliseconds(20)).Recommend(Query);

        Assert.Equal([10, 9, 8], served.List.Items);
        Assert.Equal(["ranker slow failed (TimeoutException): it took more than 20 ms; the order of retrieval stands"], served.List.Notes);
    }

    [Fact]
    public void Recommend_CallerCancels_Throws()
    {
        using var cancel = new CancellationTokenSource(TimeSpan.FromMilliseconds(20));
        Assert.ThrowsAny<OperationCanceledException>(() => With(Chain(), ranker: new Slow()).Recommend(Query, cancel.Token));
        Assert.ThrowsAny<OperationCanceledException>(() => With(Chain(), ranker: new Slow(), timeout: TimeSpan.FromMinutes(1)).Recommend(Query, cancel.Token));
    }

    [Fact]
    public void Recommend_RetrievalFails_RanksPopularItems()
    {
        Served served = With(Chain(), source: new Source(_ => throw new InvalidDataException("the index\nis damaged"))).Recommend(Query);

        // Six popular ones that are new to the user, as many as there would be candidates.
        Assert.Equal([2, 3, 4, 5, 6, 7], served.Steps[1].Items.Items);
        Assert.Equal([2, 3, 4], served.List.Items);
        Assert.Equal(["retrieval failed (InvalidDataException): the index is damaged; popular items instead"], served.List.Notes);
    }

    [Fact]
    public void Recommend_EverythingFails_IsPopular()
    {
        Served served = With(Chain(), source: new Source(_ => throw new InvalidDataException("x")), ranker: new Failing()).Recommend(Query);

        Assert.Equal([2, 3, 4], served.List.Items);
        Assert.Equal(2, served.List.Notes.Length);
    }

    [Fact]
    public void Recommend_FewCandidates_AreFilledUpWithPopularItemsThatPass()
    {
        Served served = Chain([1, 7, 0]).Recommend(Query with { Count = 4 });

        Assert.Equal([7, 2, 3, 4], served.Steps[1].Items.Items);
        Assert.Equal([0.5f, 0.5f, 0.5f, 0.5f], served.Steps[1].Items.Scores);
        Assert.Equal([2, 3, 4, 7], served.List.Items);
        Assert.Equal(["of the candidates 1 are left; popular items fill up"], served.List.Notes);
    }

    [Theory]
    [InlineData(0, 12)]
    [InlineData(11, 1)]
    [InlineData(12, 0)]
    public void Recommend_IsAsLongAsThereAreItems(int seen, int length)
    {
        Served served = Chain([]).Recommend(new Query(0, [], [.. Enumerable.Range(0, seen)], 100));
        Assert.Equal(length, served.List.Count);
        Assert.Equal(length, served.List.Items.Distinct().Count());
        Assert.Equal(length == 0, served.List.Notes.Contains("no item of the catalogue passes the filters"));
    }

    private static Recommender With(Recommender chain, ICandidateSource? source = null, IRanker? ranker = null, IStage[]? rerankers = null, TimeSpan? timeout = null) => new()
    {
        Source = source ?? chain.Source,
        CandidateCount = chain.CandidateCount,
        Filters = chain.Filters,
        Ranker = ranker ?? chain.Ranker,
        Rerankers = rerankers ?? chain.Rerankers,
        PopularOrder = chain.PopularOrder,
        Time = chain.Time,
        RankerTimeout = timeout,
    };

    private sealed class Source(Func<Query, ScoredItems> find) : ICandidateSource
    {
        public ScoredItems Find(Query query) => find(query);
    }

    private sealed class Reversed : IStage
    {
        public string Name => "reversed";

        public ScoredItems Apply(Query query, ScoredItems items) => items with { Items = [.. items.Items.Reverse()], Scores = [.. items.Scores.Reverse()] };
    }

    private sealed class Failing : IRanker
    {
        public string Name => "failing";

        public ScoredItems Apply(Query query, ScoredItems items) => throw new FileNotFoundException("no such file");

        public ScoredItems[] Apply(IReadOnlyList<Query> queries, IReadOnlyList<ScoredItems> lists, CancellationToken cancel = default) => throw new FileNotFoundException("no such file");
    }

    /// <summary>Works until it is stopped.</summary>
    private sealed class Slow : IRanker
    {
        public string Name => "slow";

        public ScoredItems Apply(Query query, ScoredItems items) => Apply([query], [items])[0];

        public ScoredItems[] Apply(IReadOnlyList<Query> queries, IReadOnlyList<ScoredItems> lists, CancellationToken cancel = default)
        {
            cancel.WaitHandle.WaitOne();
            throw new OperationCanceledException(cancel);
        }
    }
}
