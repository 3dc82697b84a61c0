using OnnxRecs.Metrics;

namespace OnnxRecs.Tests.Core.Metrics;

public sealed class LongTailTests
{
    [Fact]
    public void Ranks_EqualPopularity_GoByTheLowerIndex() => Assert.Equal([3, 0, 1, 4, 2], LongTail.Ranks([1, 7, 2, 0, 2]));

    [Theory]
    [InlineData(10, 2)]
    [InlineData(11, 3)] // rounded up
    [InlineData(1, 1)]
    [InlineData(0, 0)]
    public void HeadCount_IsAFifth(int items, int expected) => Assert.Equal(expected, LongTail.HeadCount(items));

    [Fact]
    public void RunFacts_PopularityCountsUsersOnce()
    {
        // User 0 liked item 1 twice; nobody liked item 2.
        var facts = new RunFacts(MadeData.Of(3, [[1, 1], [0, 1]]));

        Assert.Equal([1, 2, 0], facts.Popularity);
        Assert.Equal([true, false, true], Enumerable.Range(0, 3).Select(facts.IsTail));
        Assert.Equal([1, 0, 1], facts.SelfInformation); // log2(2/1), log2(2/2), and nobody is taken for one
    }
}
