using OnnxRecs.Pipeline;
using OnnxRecs.Rank.Filters;

namespace OnnxRecs.Tests.Rank.Filters;

public class FilterChainTests
{
    private static readonly ScoredItems Given = new([5, 4, 3, 2, 1, 0], [6, 5, 4, 3, 2, 1]);
    private static readonly Query Query = new(0, [], [1, 2], 10);

    private static CatalogueFilter Forbid(string name, params int[] items) => new(name, [.. Enumerable.Range(0, 6).Select(item => items.Contains(item))]);

    [Fact]
    public void Apply_SeveralFilters_CountAnItemForTheFirstThatDropsIt()
    {
        var chain = new FilterChain([Forbid("a", 3, 4), new SeenFilter(), Forbid("b", 1, 3, 5)]);
        long[] drops = [10, 0, 0];

        ScoredItems kept = chain.Apply(Query, Given, drops);

        Assert.Equal([0], kept.Items);
        Assert.Equal([1], kept.Scores);
        // 3 and 4 go first, then the seen 1 and 2, and only 5 is left for the last one.
        Assert.Equal([12, 2, 1], drops);
    }

    [Theory]
    [InlineData(4, "a")]
    [InlineData(3, "a")]
    [InlineData(1, "seen")]
    [InlineData(0, null)]
    public void DropperOf_IsTheFirstThatDropsIt(int item, string? filter) =>
        Assert.Equal(filter, new FilterChain([Forbid("a", 3, 4), new SeenFilter(), Forbid("b", 1, 3, 5)]).DropperOf(Query, item)?.Name);

    [Fact]
    public void Apply_NoFilterOrNoItem_IsTheSameList()
    {
        Assert.Equal(Given.Items, new FilterChain([]).Apply(Query, Given).Items);
        Assert.Equal(0, new FilterChain([new SeenFilter()]).Apply(Query, new ScoredItems([], [])).Count);
    }

    [Fact]
    public void Apply_InParallel_GivesTheSame()
    {
        var chain = new FilterChain([Forbid("a", 3, 4), new SeenFilter()]);
        Parallel.For(0, 1000, i =>
        {
            // Of each thread its own seen items: rented memory must not be shared.
            int[] seen = i % 2 == 0 ? [0] : [5];
            Assert.Equal(i % 2 == 0 ? [5, 2, 1] : [2, 1, 0], chain.Apply(new Query(0, [], seen, 10), Given).Items);
        });
    }
}
