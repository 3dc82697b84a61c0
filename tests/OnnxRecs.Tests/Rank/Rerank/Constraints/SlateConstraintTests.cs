using FsCheck.Fluent;
using OnnxRecs.Config;
using OnnxRecs.Numerics;
using OnnxRecs.Pipeline;
using OnnxRecs.Rank.Filters;
using OnnxRecs.Rank.Rerank;
using OnnxRecs.Rank.Rerank.Constraints;
using OnnxRecs.Tests.Support;

namespace OnnxRecs.Tests.Rank.Rerank.Constraints;

public class SlateConstraintTests
{
    private static readonly string[] Names = ["g0", "g1", "g2"];

    // Relevance alone: the list is the given order as far as the rules allow.
    private static ScoredItems Apply(SlateRules rules, int[] items, int count, int user = 0) =>
        new Slate([], rules).Apply(new Query(user, [], [], count), new ScoredItems(items, [.. Enumerable.Range(0, items.Length).Select(place => (float)-place)]));

    [Fact]
    public void GenreCap_Full_PassesOverTheGenre()
    {
        var rules = new SlateRules { Genres = [[0], [0, 1], [0], [1], [1], []], GenreNames = Names, GenreCaps = [2, 2, SlateRules.NoCap] };
        ScoredItems list = Apply(rules, [0, 1, 2, 3, 4, 5], 4);
        Assert.Equal([0, 1, 3, 5], list.Items);
        Assert.Empty(list.Notes);
    }

    [Fact]
    public void GenreCap_TooTight_IsRelaxedByTheLeast()
    {
        var rules = new SlateRules { Genres = [[0], [0], [0], [0], [1]], GenreNames = Names, GenreCaps = [1, 1, 1] };
        ScoredItems list = Apply(rules, [0, 1, 2, 3, 4], 4);
        Assert.Equal([0, 1, 2, 4], list.Items);
        Assert.Equal(["genre-cap of g0 relaxed from 1 to 3: of 5 candidates no list of 4 keeps it"], list.Notes);
        Assert.Equal(list.Notes, list.Head(2).Notes);
    }

    [Fact]
    public void ProviderCap_UnknownProviders_DoNotCount()
    {
        var rules = new SlateRules { Providers = [0, 0, -1, -1, -1, 1], ProviderNames = ["p0", "p1"], ProviderCap = 1 };
        Assert.Equal([0, 2, 3, 4, 5], Apply(rules, [0, 1, 2, 3, 4, 5], 5).Items);
    }

    [Fact]
    public void Quota_IsKeptByTheLastPositions()
    {
        var rules = new SlateRules { IsTail = [false, false, false, true, true, false], Quota = new LongTailQuotaOptions { Min = 2 } };
        Assert.Equal([0, 3, 4], Apply(rules, [0, 1, 2, 3, 4], 3).Items);
        Assert.Equal(["long-tail-quota relaxed from 3 to 2"], Heads(Apply(rules with { Quota = new LongTailQuotaOptions { Share = 0.9 } }, [0, 1, 2, 3, 4], 3)));
    }

    [Fact]
    public void Lookahead_ItemThatWouldSpoilTheRest_IsPassedOver()
    {
        // The best item is of both genres: with it only one more has a place, without it two of each.
        var rules = new SlateRules { Genres = [[0, 1], [0], [1], [0], [1]], GenreNames = Names, GenreCaps = [1, 1, 1] };
        ScoredItems list = Apply(rules, [0, 1, 2, 3, 4], 2);
        Assert.Equal([1, 2], list.Items);
        Assert.Empty(list.Notes);
        var trace = new SlateTrace();
        new Slate([], rules).Apply(new Query(0, [], [], 2), new ScoredItems([0, 1, 2], [3, 2, 1]), trace);
        Assert.Equal([(0, "constraints")], trace.Choices[0].Skipped.Select(skipped => (skipped.Item, skipped.Why)));
    }

    [Fact]
    public void Pins_OfWhatTheUserMayNotBeShown_AreDroppedAndNoted()
    {
        var rules = new SlateRules { Pins = [new SlatePin(9, 0), new SlatePin(8, 1)], Filters = new FilterChain([new SeenFilter()]) };
        ScoredItems list = new Slate([], rules).Apply(new Query(0, [], [9], 3), new ScoredItems([0, 1, 2, 3], [4, 3, 2, 1]));
        Assert.Equal([0, 8, 1], list.Items);
        Assert.Equal(["pin of 9 at 1 dropped: the filter seen keeps it from the user"], list.Notes);
    }

    [Fact]
    public void Pins_StandWhereTheySay_CandidatesOrNot()
    {
        var rules = new SlateRules { Pins = [new SlatePin(9, 0), new SlatePin(1, 3), new SlatePin(8, 7)] };
        ScoredItems list = Apply(rules, [0, 1, 2, 3], 4);
        Assert.Equal([9, 0, 2, 1], list.Items);
        Assert.Equal(0, list.Scores[0]);
        Assert.Empty(list.Notes);
        // Six are wanted, and there are four candidates and one pin from elsewhere: too few for the eighth place, which nobody asked for.
        Assert.Equal([9, 0, 2, 1, 3], Apply(rules, [0, 1, 2, 3], 6).Items);
        Assert.Equal(["pin of 8 at 8 dropped"], Heads(Apply(rules, [0, 1, 2, 3], 8)));
    }

    [Fact]
    public void Bans_KeepAnItemFromPositionsOrFromTheList()
    {
        var rules = new SlateRules { Bans = [new SlateBan(0, 0, 1), new SlateBan(2)] };
        Assert.Equal([1, 3, 0, 4], Apply(rules, [0, 1, 2, 3, 4], 4).Items);
        Assert.Equal([1, 3, 0, 4], Apply(rules, [0, 1, 2, 3, 4], 9).Items);
    }

    [Fact]
    public void Exploration_DrawsBelowTheBest_ByUserAndSeed()
    {
        int[] items = [.. Enumerable.Range(0, 50)];
        var rules = new SlateRules { Exploration = [1], Seed = 5 };
        int[] drawn = [.. Enumerable.Range(0, 400).Select(user => Apply(rules, items, 10, user).Items[1])];
        Assert.All(drawn, item => Assert.InRange(item, 10, 49));
        // 400 draws of 40 miss one with a probability of 40 * (39/40)^400 = .002; of two seeds one in 40 draws is the same.
        Assert.Equal(40, drawn.Distinct().Count());
        Assert.Equal(drawn, Enumerable.Range(0, 400).Select(user => Apply(rules, items, 10, user).Items[1]));
        Assert.InRange(drawn.Where((item, user) => Apply(rules with { Seed = 6 }, items, 10, user).Items[1] == item).Count(), 0, 30);
        // What the order below the best is does not matter.
        Assert.Equal(drawn[3], Apply(rules, [.. items[..10], .. items[10..].Reverse()], 10, 3).Items[1]);
    }

    [Fact]
    public void Exploration_UnknownUsers_DifferByTheirHistory()
    {
        var slate = new Slate([], new SlateRules { Exploration = [0] });
        var items = new ScoredItems([.. Enumerable.Range(0, 200)], new float[200]);
        int Drawn(params int[] history) => slate.Apply(new Query(Query.UnknownUser, history, [], 5), items).Items[0];
        Assert.Equal(Drawn(1, 2), Drawn(1, 2));
        Assert.True(Enumerable.Range(0, 20).Select(item => Drawn(item)).Distinct().Count() > 10);
    }

    [Fact]
    public void AnyRules_SmallCases_AreKeptOrLoosenedAsBruteForceSays()
    {
        int relaxed = 0;
        Properties.Hold(Gen.Choose(0, int.MaxValue), seed =>
        {
            var rng = new Rng((ulong)seed);
            for (int i = 0; i < 20; i++)
            {
                (SlateRules rules, int[] items, int count) = Random(rng);
                var brute = new BruteForce(rules, items, count);
                List<string> expected = brute.Settle();
                ScoredItems list = Apply(rules, items, count);
                Assert.Equal(expected.Order(), Heads(list).Order());
                Assert.Equal(brute.Length, list.Count);
                Assert.True(brute.CanBegin(list.Items));
                relaxed += expected.Count;
                for (int position = 0; position < list.Count; position++)
                {
                    if (brute.PinnedAt(position) is { } pinned) Assert.Equal(pinned, list.Items[position]);
                    else if (!brute.Explores(position)) Assert.Equal(brute.Pool().First(item => brute.CanBegin([.. list.Items[..position], item])), list.Items[position]);
                }
            }
        });
        Assert.True(relaxed > 500, $"only {relaxed} rules had to give way");
    }

    [Fact]
    public void ManyCapsOnManyCandidates_AreKept()
    {
        // As tight as they can be: 20 of 20 genres once each, every second item of two genres.
        int[][] genres = [.. Enumerable.Range(0, 300).Select(item => item % 2 == 0 ? new[] { item * 7 % 20 } : [.. new[] { item % 20, item * 3 % 20 }.Distinct().Order()])];
        var rules = new SlateRules { Genres = genres, GenreNames = [.. Enumerable.Range(0, 20).Select(genre => $"g{genre}")], GenreCaps = [.. Enumerable.Repeat(1, 20)] };
        ScoredItems list = Apply(rules, [.. Enumerable.Range(0, 300)], 15);
        Assert.Empty(list.Notes);
        Assert.Equal(15, list.Count);
        Assert.All(list.Items.SelectMany(item => genres[item]).CountBy(genre => genre), each => Assert.Equal(1, each.Value));
    }

    [Fact]
    public void HardQuestion_IsGivenUpInTime_AndTheListSaysWhatGaveWay()
    {
        // 60 items of three of 30 genres each, of which ten without a common one are sought: a search that may take forever.
        var rng = new Rng(11);
        int[][] genres = [.. Enumerable.Range(0, 60).Select(_ => Enumerable.Range(0, 3).Select(_ => rng.NextInt(30)).Distinct().Order().ToArray())];
        var rules = new SlateRules { Genres = genres, GenreNames = [.. Enumerable.Range(0, 30).Select(genre => $"g{genre}")], GenreCaps = [.. Enumerable.Repeat(1, 30)] };
        ScoredItems list = Apply(rules, [.. Enumerable.Range(0, 60)], 12);
        Assert.Equal(12, list.Items.Distinct().Count());
        int[] caps = [.. Enumerable.Range(0, 30).Select(genre => list.Notes.Select(note => note.Split(' ')).Where(words => words[2] == $"g{genre}").Select(words => int.Parse(words[7][..^1])).DefaultIfEmpty(1).First())];
        Assert.NotEmpty(list.Notes);
        Assert.All(list.Items.SelectMany(item => genres[item]).CountBy(genre => genre), each => Assert.InRange(each.Value, 1, caps[each.Key]));
    }

    private static IEnumerable<string> Heads(ScoredItems list) => list.Notes.Select(note => note[..note.IndexOf(':')]);

    private static (SlateRules Rules, int[] Items, int Count) Random(Rng rng)
    {
        const int ItemCount = 8;
        bool Maybe() => rng.NextInt(2) == 0;
        int[] items = [.. Enumerable.Range(0, ItemCount)];
        rng.Shuffle<int>(items);
        int given = rng.NextInt(7), count = 1 + rng.NextInt(4);
        int genreCap = 1 + rng.NextInt(2);
        int[] exploration = Maybe() ? [rng.NextInt(4)] : [];
        SlateBan[] bans = [.. Enumerable.Range(0, rng.NextInt(3)).Select(_ => new SlateBan(rng.NextInt(ItemCount), [.. Enumerable.Range(0, 4).Where(_ => rng.NextInt(3) == 0)]))];
        SlatePin[] pins = [.. Enumerable.Range(0, rng.NextInt(3)).Select(_ => new SlatePin(rng.NextInt(ItemCount), rng.NextInt(5)))
            .DistinctBy(pin => pin.Item).DistinctBy(pin => pin.Position)
            .Where(pin => !exploration.Contains(pin.Position) && !bans.Any(ban => ban.Item == pin.Item && (ban.Positions.Length == 0 || ban.Positions.Contains(pin.Position))))];
        var rules = new SlateRules
        {
            Genres = [.. Enumerable.Range(0, ItemCount).Select(_ => Enumerable.Range(0, 3).Where(_ => Maybe()).ToArray())],
            GenreNames = Names,
            GenreCaps = Maybe() ? [genreCap, 1 + rng.NextInt(3), Maybe() ? genreCap : SlateRules.NoCap] : [],
            Providers = [.. Enumerable.Range(0, ItemCount).Select(_ => rng.NextInt(3) - 1)],
            ProviderNames = ["p0", "p1"],
            ProviderCap = Maybe() ? 1 + rng.NextInt(2) : SlateRules.NoCap,
            IsTail = [.. Enumerable.Range(0, ItemCount).Select(_ => Maybe())],
            Quota = Maybe() ? new LongTailQuotaOptions { Min = 1 + rng.NextInt(4) } : null,
            Pins = pins,
            Bans = bans,
            Exploration = exploration,
            Seed = rng.NextUInt64(),
        };
        return (rules, items[..given], count);
    }
}
