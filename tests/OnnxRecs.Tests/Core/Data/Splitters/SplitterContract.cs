using OnnxRecs.Config;
using OnnxRecs.Data;
using OnnxRecs.Data.Splitters;
using OnnxRecs.Tests.Support;

namespace OnnxRecs.Tests.Core.Data.Splitters;

/// <summary>What holds for every splitter of the catalogue, with and without newcomers held out, on any events.</summary>
public sealed class SplitterContract
{
    public static TheoryData<string, int> Kinds
    {
        get
        {
            var kinds = new TheoryData<string, int>();
            foreach (string kind in SplitterCatalog.Kinds)
            {
                kinds.Add(kind, 0);
                kinds.Add(kind, 5);
            }
            return kinds;
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Split_AnyEvents_PutsEveryEventIntoOnePart(string kind, int coldStart) => Properties.Hold(TemporalUserSplitterTests.Events, events =>
    {
        if (TrySplit(kind, coldStart, events) is not { } split) return;
        for (int user = 0; user < events.UserCount; user++)
        {
            Assert.Equal(Rows(user, events), Rows(user, [.. split.Parts.Select(part => part.Events)]));
        }
    });

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Split_SameSeed_GivesTheSameParts(string kind, int coldStart) => Properties.Hold(TemporalUserSplitterTests.Events, events =>
    {
        if (TrySplit(kind, coldStart, events) is not { } split) return;
        Split again = TrySplit(kind, coldStart, events)!;
        foreach ((Interactions first, Interactions second) in split.Parts.Zip(again.Parts, (a, b) => (a.Events, b.Events)))
        {
            Assert.Equal(first.Items, second.Items);
            Assert.Equal(first.Times, second.Times);
        }
        Assert.Equal((split.Name, string.Join('\n', split.Notes)), (again.Name, string.Join('\n', again.Notes)));
    });

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Split_AnyUser_IsTrainedOnOrFoldedInNotBoth(string kind, int coldStart) => Properties.Hold(TemporalUserSplitterTests.Events, events =>
    {
        if (TrySplit(kind, coldStart, events) is not { } split) return;
        for (int user = 0; user < events.UserCount; user++)
        {
            Assert.True(split.Train.HistoryOf(user).IsEmpty || split.FoldIn.HistoryOf(user).IsEmpty);
            Assert.True(split.Train.HistoryOf(user).IsEmpty || split.Train.HistoryOf(user).Length >= coldStart);
        }
    });

    /// <summary>What a user is asked for never lies before what is known of the same user; two splits cannot promise it, and one of them says of how many users.</summary>
    [Theory]
    [MemberData(nameof(Kinds))]
    public void Split_OneUser_IsNotLeakedTheFutureUnlessWarned(string kind, int coldStart) => Properties.Hold(TemporalUserSplitterTests.Events, events =>
    {
        if (TrySplit(kind, coldStart, events) is not { } split) return;
        string[] warnings = [.. split.Notes.Where(note => note.StartsWith("WARNING", StringComparison.Ordinal))];
        if (kind is "random" or "k-fold")
        {
            Assert.Equal([RandomSplitter.Warning], warnings);
            return;
        }
        int leaking = Enumerable.Range(0, events.UserCount).Count(user => Latest(user, split.Train, split.FoldIn, split.Validation) > Earliest(user, split.Test));
        string[] expected = leaking == 0 ? [] : [$"WARNING: this published split trains on events that are later than what it tests, for {leaking} of {events.UserCount} users"];
        Assert.Equal(expected, warnings);
        Assert.True(leaking == 0 || kind == "published");
        Assert.All(Enumerable.Range(0, events.UserCount), user => Assert.True(Latest(user, split.Train, split.FoldIn) <= Earliest(user, split.Validation)));
    });

    internal static Split? TrySplit(string kind, int coldStart, Interactions events)
    {
        var options = new SplitOptions { Kind = kind, Train = 0.7, Validation = 0.1, ColdStart = coldStart, Fold = kind == "k-fold" ? "2/3" : "" };
        var published = new PublishedSplit("made", [.. events.Items.Select((item, i) => (item + i) % 3 == 0)]);
        try
        {
            return SplitterCatalog.Split(Made.Dataset(events, published), options, seed: 7);
        }
        catch (InputException) when (kind == "global-time")
        {
            // Too few different times: GlobalTimeSplitterTests says when.
            Assert.True(events.Times.Distinct().Count() < 3 || events.Count < 10 || events.Times.CountBy(time => time).Max(group => group.Value) > events.Count / 10);
            return null;
        }
    }

    private static (int Item, float Value, long Time)[] Rows(int user, params Interactions[] parts) =>
        [.. parts.SelectMany(part => Enumerable.Range(part.EventsOf(user).Start.Value, part.HistoryOf(user).Length).Select(i => (part.Items[i], part.Values[i], part.Times[i]))).Order()];

    private static long Latest(int user, params Interactions[] parts) => parts.SelectMany(part => part.Times[part.EventsOf(user)]).DefaultIfEmpty(long.MinValue).Max();

    private static long Earliest(int user, params Interactions[] parts) => parts.SelectMany(part => part.Times[part.EventsOf(user)]).DefaultIfEmpty(long.MaxValue).Min();
}
