using System.Text.RegularExpressions;
using FsCheck.Fluent;
using OnnxRecs.Config;
using OnnxRecs.Numerics;
using OnnxRecs.Pipeline;
using OnnxRecs.Rank.Rerank;
using OnnxRecs.Rank.Rerank.Constraints;
using OnnxRecs.Tests.Support;

namespace OnnxRecs.Tests.Rank.Rerank.Constraints;

/// <summary>Rules at the size of real requests, most of which cannot be kept: too large for brute force, so what is asked is that the list is whole and keeps what its notes leave.</summary>
public class LargeSlateTests
{
    private const int ItemCount = 330, GenreCount = 18, ProviderCount = 40;

    [Fact]
    public void AnyRules_300Candidates_GiveAWholeListThatKeepsWhatItsNotesLeave() => Properties.Hold(Gen.Choose(0, int.MaxValue), seed =>
    {
        var rng = new Rng((ulong)seed);
        Check(Random(rng), rng);
    });

    [Theory]
    [InlineData(120, 3)]
    [InlineData(150, 2)]
    [InlineData(200, 2)]
    [InlineData(250, 5)]
    [InlineData(300, 1)]
    public void GenreCapsFarTooTight_GiveAWholeListThatKeepsWhatItsNotesLeave(int count, int cap)
    {
        for (ulong seed = 0; seed < 10; seed++)
        {
            var rng = new Rng(seed);
            Check(new Case(RulesOf(rng) with { GenreCaps = [.. Enumerable.Repeat(cap, GenreCount)] }, [.. Enumerable.Range(0, 300)], count), rng);
        }
    }

    [Fact]
    public void CapThatCannotBeKept_SaysWhetherThatIsKnown()
    {
        var rng = new Rng(1);
        SlateRules rules = RulesOf(rng) with { Genres = [.. Enumerable.Range(0, ItemCount).Select(item => new[] { item % 3 })], GenreCaps = [5, 200, 200] };
        ScoredItems list = new Slate([], rules).Apply(new Query(0, [], [], 250), Scored([.. Enumerable.Range(0, 300)]));
        Assert.Equal(["genre-cap of g0 relaxed from 5 to 50: of 300 candidates no list of 250 keeps it"], list.Notes);
    }

    private static void Check(Case each, Rng rng)
    {
        (SlateRules rules, int[] items, int count) = each;
        var query = new Query(rng.NextInt(1000), [], [], count);
        var run = new RuleRun(rules);
        run.Load(query, items, new int[items.Length]);
        string[] notes = Relaxation.Settle(run);
        AssertFewSteps(run);
        run.StartChoosing();
        for (int position = 0; position < run.Length; position++)
        {
            while (!run.TryChoose(run.PinnedNext >= 0 ? run.PinnedNext : Enumerable.Range(0, run.Count).First(run.MayBeNext))) { }
        }
        AssertFewSteps(run);

        ScoredItems list = new Slate([], rules).Apply(query, Scored(items));
        Assert.Equal(notes, list.Notes);
        Assert.Equal(run.Length, list.Count);
        Assert.InRange(list.Count, Math.Min(count, items.Length - rules.Bans.Length), count);
        Assert.Equal(list.Count, list.Items.Distinct().Count());
        Assert.DoesNotContain(list.Items, item => rules.Bans.Any(ban => ban.Item == item && ban.Positions.Length == 0));
        for (int genre = 0; genre < rules.GenreCaps.Length; genre++)
            Assert.InRange(list.Items.Count(item => rules.Genres[item].Contains(genre)), 0, LimitIn(list, $"genre-cap of g{genre}", rules.GenreCaps[genre]));
        for (int provider = 0; provider < ProviderCount && rules.ProviderCap != SlateRules.NoCap; provider++)
            Assert.InRange(list.Items.Count(item => rules.Providers[item] == provider), 0, LimitIn(list, $"provider-cap of p{provider}", rules.ProviderCap));
        if (rules.Quota is not null)
            Assert.InRange(list.Items.Count(item => rules.IsTail[item]), LimitIn(list, "long-tail-quota", rules.Quota.Of(list.Count)), list.Count);
        foreach (SlatePin pin in rules.Pins.Where(pin => !list.Notes.Any(note => note.StartsWith($"pin of {pin.Item} at ", StringComparison.Ordinal)) && pin.Position < count))
            Assert.Equal(pin.Item, list.Items[pin.Position]);
        foreach (SlateBan ban in rules.Bans.Where(ban => !list.Notes.Any(note => note.StartsWith($"ban of {ban.Item} at ", StringComparison.Ordinal))))
            Assert.DoesNotContain(ban.Positions, position => position < list.Count && list.Items[position] == ban.Item);
    }

    // One question may begin with the last step, and take as many again as its proof has rounds and groups.
    private static void AssertFewSteps(RuleRun run) => Assert.InRange(run.Steps, -200 * ItemCount, RuleRun.StepsFor(run.Length + 2));

    private static int LimitIn(ScoredItems list, string rule, int wanted)
    {
        string? note = list.Notes.SingleOrDefault(note => note.StartsWith(rule + " relaxed", StringComparison.Ordinal));
        if (note is null) return wanted;
        int limit = int.Parse(Regex.Match(note, $"relaxed from {wanted} to (\\d+): of \\d+ candidates no list of {list.Count} ").Groups[1].Value);
        Assert.NotEqual(wanted, limit);
        return limit;
    }

    private static ScoredItems Scored(int[] items) => new(items, [.. Enumerable.Range(0, items.Length).Select(place => (float)-place)]);

    private static Case Random(Rng rng)
    {
        bool Maybe() => rng.NextInt(2) == 0;
        int[] items = [.. Enumerable.Range(0, ItemCount)];
        rng.Shuffle<int>(items);
        int count = 20 + rng.NextInt(231);
        int[] special = [.. Enumerable.Range(0, ItemCount)];
        rng.Shuffle<int>(special);
        SlateRules rules = RulesOf(rng);
        return new Case(rules with
        {
            GenreCaps = [.. Enumerable.Range(0, GenreCount).Select(_ => 1 + rng.NextInt(5))],
            ProviderCap = Maybe() ? 1 + rng.NextInt(5) : SlateRules.NoCap,
            Quota = Maybe() ? new LongTailQuotaOptions { Share = rng.NextDouble() } : null,
            Pins = Maybe() ? [new SlatePin(special[0], 0), new SlatePin(special[1], rng.NextInt(19) + 1)] : [],
            Bans = Maybe() ? [new SlateBan(special[2]), new SlateBan(special[3], 0, 1, 2), new SlateBan(special[4], 2, 15)] : [],
            Exploration = Maybe() ? [5, 19] : [],
        }, items[..300], count);
    }

    /// <summary>Items of one to three genres and a provider, few of which have most.</summary>
    private static SlateRules RulesOf(Rng rng)
    {
        int Skewed(int count) => (int)(count * Math.Pow(rng.NextDouble(), 2.5));
        return new SlateRules
        {
            Genres = [.. Enumerable.Range(0, ItemCount).Select(_ => Enumerable.Range(0, 1 + rng.NextInt(3)).Select(_ => Skewed(GenreCount)).Distinct().Order().ToArray())],
            GenreNames = [.. Enumerable.Range(0, GenreCount).Select(genre => $"g{genre}")],
            Providers = [.. Enumerable.Range(0, ItemCount).Select(_ => Math.Max(-1, Skewed(ProviderCount + 5) - 5))],
            ProviderNames = [.. Enumerable.Range(0, ProviderCount).Select(provider => $"p{provider}")],
            IsTail = [.. Enumerable.Range(0, ItemCount).Select(_ => rng.NextInt(3) == 0)],
            Seed = rng.NextUInt64(),
        };
    }

    private sealed record Case(SlateRules Rules, int[] Items, int Count);
}
