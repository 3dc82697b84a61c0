using OnnxRecs.Candidates;
using OnnxRecs.Candidates.Sources;
using OnnxRecs.Numerics;
using OnnxRecs.Pipeline;
using OnnxRecs.Tests.Core.Pipeline;

namespace OnnxRecs.Tests.Candidates.Sources;

public class MergedSourceTests
{
    private static readonly Query Four = new(0, [], [], Count: 4);

    [Fact]
    public void Find_FillAlone_KeepsItsScores()
    {
        var source = new MergedSource("fill", new Fixed(5, 6, 7));
        SourcedItems merged = source.FindSourced([Four])[0];
        Assert.Equal(["fill"], source.Names);
        Assert.Equal([5, 6, 7], merged.List.Items);
        Assert.Equal([3, 2, 1], merged.List.Scores);
        Assert.Equal([1, 1, 1], merged.Given);
    }

    [Fact]
    public void Find_Quota_CountsWhatNobodyBeforeGave()
    {
        // a gives 1 and 2. b's quota of one is filled by 3, after 1, which a gave too; 4 it never comes to. The fill adds 6, for which there is room, and gave
        // 2 and 3 too: first its items in its order, then the one it did not give.
        var source = new MergedSource("fill", new Fixed(6, 2, 7, 3), new QuotaSource("a", 2, new Fixed(1, 2, 9)), new QuotaSource("b", 1, new Fixed(1, 3, 4)));
        SourcedItems merged = source.FindSourced([Four])[0];

        Assert.Equal(["a", "b", "fill"], source.Names);
        Assert.Equal([6, 2, 3, 1], merged.List.Items);
        Assert.Equal([1, 1 / 2f, 1 / 3f, 1 / 4f], merged.List.Scores);
        Assert.Equal([0b100, 0b101, 0b110, 0b011], merged.Given.Select(given => (int)given));
    }

    [Fact]
    public void Find_ItemsThatTheFillDoesNotGive_StandBehindAsTheyWereFound()
    {
        var source = new MergedSource("fill", new Fixed(3, 1), new QuotaSource("a", 2, new Fixed(9, 4)), new QuotaSource("b", 1, new Fixed(4, 2)));
        Assert.Equal([3, 9, 4, 2], source.Find(Four).Items);
    }

    [Fact]
    public void Find_SourceGivesLessThanItsQuota_TheFillMakesUp()
    {
        var source = new MergedSource("fill", new Fixed(1, 2, 3, 4, 5), new QuotaSource("a", 3, new Fixed(9)), new QuotaSource("b", 1, new Fixed()));
        Assert.Equal([1, 2, 3, 9], source.Find(Four).Items.Order());
    }

    [Fact]
    public void Find_FewerWantedThanTheQuotas_GivesNoMore()
    {
        var source = new MergedSource("fill", new Fixed(1, 2, 3), new QuotaSource("a", 3, new Fixed(7, 8, 9)), new QuotaSource("b", 3, new Fixed(4, 5, 6)));
        Assert.Equal([7, 8], source.Find(Four with { Count = 2 }).Items);
        Assert.Equal(0, source.Find(Four with { Count = 0 }).Count);
    }

    [Fact]
    public void Find_ManyQueries_GivesTheSameAsEachAlone()
    {
        VectorTable vectors = TestVectors.Clustered(200, 8, seed: 1);
        var source = new MergedSource("fill", new NeighbourSource(new ExactIndex(vectors), vectors), new QuotaSource("a", 5, new Fixed(1, 2, 3, 4, 5, 6, 7, 8, 9, 10)));
        Query[] queries = [.. Enumerable.Range(0, 60).Select(i => new Query(0, [i], [i, 2 * i], Count: 20))];
        SourcedItems[] together = source.FindSourced(queries);
        for (int i = 0; i < queries.Length; i++)
        {
            SourcedItems alone = source.FindSourced([queries[i]])[0];
            Assert.Equal(alone.List.Items, together[i].List.Items);
            Assert.Equal(alone.List.Scores, together[i].List.Scores);
            Assert.Equal(alone.Given, together[i].Given);
            Assert.Equal(alone.List.Items, source.Find(queries)[i].Items);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(6)]
    [InlineData(100)]
    public void Find_NewcomerWithoutHistoryOrVector_GetsAFullList(int count)
    {
        // Somebody unknown has the zero vector here; of six items two are seen.
        var tower = new FakeRunner([FakeRunner.User(2), FakeRunner.History(6), FakeRunner.Length(4)], new TensorInfo("vector", ["B", "1"]), values => new float[values["user"].Length]);
        var vectors = new VectorTable([0, 1, 2, 3, 4, 5], 1);
        var index = new ExactIndex(vectors);
        var source = new MergedSource("two-tower", new TwoTowerSource(tower, index), new QuotaSource("neighbours", 2, new NeighbourSource(index, vectors)));
        ScoredItems list = source.Find(new Query(Query.UnknownUser, [], [1, 4], count));
        Assert.Equal(Math.Min(count, 4), list.Items.Distinct().Count());
        Assert.Equal(Math.Min(count, 4), list.Count);
        Assert.Empty(list.Items.Intersect([1, 4]));
    }

    [Fact]
    public void Constructor_QuotaOrNamesWrong_Throws()
    {
        QuotaSource Other(string name, int quota = 1) => new(name, quota, new Fixed(1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new MergedSource("fill", new Fixed(1), Other("a", quota: 0)));
        Assert.Contains("a, a, fill", Assert.Throws<ArgumentException>(() => new MergedSource("fill", new Fixed(1), Other("a"), Other("a"))).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new MergedSource("fill", new Fixed(1), [.. "abcdefgh".Select(name => Other($"{name}"))]));
        Assert.Equal(8, new MergedSource("fill", new Fixed(1), [.. "abcdefg".Select(name => Other($"{name}"))]).Names.Length);
    }

    /// <summary>Gives the same items to everybody.</summary>
    private sealed class Fixed(params int[] items) : ICandidateSource
    {
        public ScoredItems Find(Query query) => new ScoredItems(items, [.. items.Select((_, place) => (float)(items.Length - place))]).Head(query.Count);
    }
}
