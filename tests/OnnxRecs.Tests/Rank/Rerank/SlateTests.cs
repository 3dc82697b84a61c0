using OnnxRecs.Numerics;
using OnnxRecs.Pipeline;
using OnnxRecs.Rank.Rerank;
using OnnxRecs.Rank.Rerank.Constraints;
using OnnxRecs.Rank.Rerank.Terms;

namespace OnnxRecs.Tests.Rank.Rerank;

public class SlateTests
{
    private const int ItemCount = 40, GenreCount = 5;
    private static readonly Rng Random = new(7);
    private static readonly ItemCosines Cosines = new(new VectorTable([.. Enumerable.Range(0, ItemCount * 8).Select(_ => (float)Random.NextGaussian())], 8));
    private static readonly GenreTaste Taste = new([.. Enumerable.Range(0, ItemCount).Select(item => Enumerable.Range(0, GenreCount).Where(genre => (item * 7 + genre) % 3 == 0).ToArray())], GenreCount);
    private static readonly Query User = new(3, [1, 5, 9, 9], [], 10);

    public static TheoryData<string> TermNames => ["mmr", "dpp", "xquad", "calibrated"];

    private static ISlateTerm Term(string name, double weight) => name switch
    {
        "mmr" => new MmrTerm(Cosines, 1 - weight),
        "dpp" => new DppTerm(Cosines, 1 - weight),
        "xquad" => new XquadTerm(Taste, weight),
        _ => new CalibratedTerm(Taste, weight),
    };

    private static ScoredItems Candidates(int count = ItemCount)
    {
        int[] items = [.. Enumerable.Range(0, ItemCount)];
        new Rng(2).Shuffle<int>(items);
        return new ScoredItems(items[..count], [.. Enumerable.Range(0, count).Select(place => 100f - place * place)]);
    }

    [Theory]
    [MemberData(nameof(TermNames))]
    public void Apply_WeightZero_KeepsTheOrder(string name) => Assert.Equal(Candidates().Items[..10], new Slate([Term(name, 0)]).Apply(User, Candidates()).Items);

    [Theory]
    [MemberData(nameof(TermNames))]
    public void Apply_AnyWeight_GivesSomeOfTheCandidatesOnceAndChangesWithTheWeight(string name)
    {
        ScoredItems list = new Slate([Term(name, 0.5)]).Apply(User, Candidates(30));
        Assert.Equal(10, list.Items.Distinct().Count());
        Assert.All(list.Items, item => Assert.Contains(item, Candidates(30).Items));
        Assert.NotEqual(Candidates().Items[..10], list.Items);
        Assert.Empty(list.Notes);
    }

    [Theory]
    [MemberData(nameof(TermNames))]
    public void Apply_ListsOfNoneOneOrFewItems_AreAsLongAsTheyCanBe(string name)
    {
        var slate = new Slate([Term(name, 0.5)]);
        Assert.Equal(0, slate.Apply(User, new ScoredItems([], [])).Count);
        Assert.Equal([4], slate.Apply(User, new ScoredItems([4], [2])).Items);
        Assert.Equal(3, slate.Apply(User, Candidates(3)).Count);
        Assert.Equal(0, slate.Apply(User with { Count = 0 }, Candidates()).Count);
        Assert.Equal(0, slate.Apply(User with { Count = -1 }, Candidates()).Count);
    }

    [Theory]
    [MemberData(nameof(TermNames))]
    public void Apply_EqualScores_DependsOnTheTermAlone(string name)
    {
        var equal = new ScoredItems(Candidates().Items, new float[ItemCount]);
        Assert.Equal(new Slate([Term(name, 1)]).Apply(User, equal).Items, new Slate([Term(name, 0.3)]).Apply(User, equal).Items);
    }

    [Fact]
    public void Apply_FromManyThreads_GivesEqualLists()
    {
        var rules = new SlateRules { GenreCaps = [3, 3, 3, 3, 3], Genres = Genres(), GenreNames = ["a", "b", "c", "d", "e"], Exploration = [8], Pins = [new SlatePin(0, 2)] };
        var slate = new Slate([Term("mmr", 0.2), Term("dpp", 0.2), Term("xquad", 0.2), Term("calibrated", 0.2)], rules);
        Query[] queries = [.. Enumerable.Range(0, 400).Select(i => new Query(i % 7, [i % 7, i % 5], [], 5 + i % 6))];
        ScoredItems[] together = new ScoredItems[queries.Length];
        Parallel.For(0, queries.Length, i => together[i] = slate.Apply(queries[i], Candidates(20 + i % 7)));
        for (int i = 0; i < queries.Length; i++)
        {
            ScoredItems alone = new Slate([Term("mmr", 0.2), Term("dpp", 0.2), Term("xquad", 0.2), Term("calibrated", 0.2)], rules).Apply(queries[i], Candidates(20 + i % 7));
            Assert.Equal(alone.Items, together[i].Items);
            Assert.Equal(alone.Scores, together[i].Scores);
        }
    }

    [Fact]
    public void Apply_AfterALongerList_IsAsOneOfAFreshSlate()
    {
        var used = new Slate([Term("dpp", 0.5)], new SlateRules { GenreCaps = [1, 9, 9, 9, 9], Genres = Genres(), GenreNames = ["a", "b", "c", "d", "e"] });
        used.Apply(User with { Count = 20 }, Candidates());
        var fresh = new Slate([Term("dpp", 0.5)], new SlateRules { GenreCaps = [1, 9, 9, 9, 9], Genres = Genres(), GenreNames = ["a", "b", "c", "d", "e"] });
        Assert.Equal(fresh.Apply(User, Candidates(25)).Items, used.Apply(User, Candidates(25)).Items);
    }

    [Fact]
    public void Apply_SeveralTerms_LeavesRelevanceTheRest()
    {
        // Relevance 1, 0; weights .25 of mmr and .25 of xquad. First 0: .5 * 1 + .25 * 0 + .25 * 1; then 1, alike and of the same genre: 0 - .25 + 0.
        var slate = new Slate([new MmrTerm(new ItemCosines(new VectorTable([1, 1], 1)), 0.75), new XquadTerm(new GenreTaste([[0], [0]], 1), 0.25)]);
        ScoredItems list = slate.Apply(new Query(0, [0], [], 2), new ScoredItems([0, 1], [2, 1]));
        Assert.Equal("mmr + xquad", slate.Name);
        Assert.Equal([0.75f, -0.25f], list.Scores);
    }

    [Fact]
    public void Constructor_WeightsAboveOneOrPositionsOutOfRange_Throws()
    {
        Assert.Throws<ArgumentException>(() => new Slate([Term("mmr", 0.6), Term("xquad", 0.5)]));
        Assert.Throws<ArgumentException>(() => new Slate([], new SlateRules { Exploration = [60] }));
        Assert.Throws<ArgumentException>(() => new Slate([], new SlateRules { Pins = [new SlatePin(0, -1)] }));
    }

    [Fact]
    public void Apply_Trace_TellsWhatEachItemWasWorthAndWhatWasSkipped()
    {
        // Items 0 .. 3 are of one genre, of which there may be two; 4 is pinned to the third place; the fourth is for exploration: 5 and 6 are not among the best five.
        var rules = new SlateRules
        {
            Genres = [[0], [0], [0], [0], [], [], []],
            GenreNames = ["Drama"],
            GenreCaps = [2],
            Pins = [new SlatePin(4, 2)],
            Exploration = [3],
        };
        var trace = new SlateTrace();
        ScoredItems items = new([0, 1, 2, 4, 3, 5, 6], [7, 6, 5, 4, 3, 2, 1]);
        var slate = new Slate([new XquadTerm(new GenreTaste(rules.Genres, 1), 0.5)], rules);
        ScoredItems list = slate.Apply(new Query(0, [0], [], 5), items, trace);

        Assert.Equal([0, 1, 4], list.Items[..3]);
        Assert.Contains(list.Items[3], new[] { 5, 6 });
        Assert.Equal(["xquad"], trace.Terms);
        Assert.Equal(list.Items, trace.Choices.Select(choice => choice.Item));
        Assert.Equal(list.Scores, trace.Choices.Select(choice => (float)choice.Value));
        Assert.All(trace.Choices, choice => Assert.Equal(choice.Value, choice.Relevance + choice.Gains.Sum(), 1e-12));
        Assert.Equal([SlateReason.Value, SlateReason.Value, SlateReason.Pin, SlateReason.Exploration, SlateReason.Value], trace.Choices.Select(choice => choice.How));
        Assert.Equal([2, 3], trace.Choices[4].Skipped.Select(skipped => skipped.Item));
        Assert.All(trace.Choices[4].Skipped, skipped => Assert.Equal("genre-cap of Drama", skipped.Why));
        Assert.Equal(list.Items, slate.Apply(new Query(0, [0], [], 5), items).Items);
    }

    private static int[][] Genres() => [.. Enumerable.Range(0, ItemCount).Select(item => Taste.Of(item))];
}
