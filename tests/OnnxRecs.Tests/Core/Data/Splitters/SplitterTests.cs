using OnnxRecs.Config;
using OnnxRecs.Data;
using OnnxRecs.Data.Splitters;
using OnnxRecs.Tests.Support;

namespace OnnxRecs.Tests.Core.Data.Splitters;

/// <summary>Each splitter's own rule; <see cref="SplitterContract"/> has what all have in common.</summary>
public sealed class SplitterTests
{
    // User 0: items 0..4 at times 1..5. User 1: items 0, 1, 2 at 4, 4, 9. User 2: item 3 at 2.
    private static readonly Interactions Events = Interactions.Create(
        [0, 0, 0, 0, 0, 1, 1, 1, 2], [0, 1, 2, 3, 4, 0, 1, 2, 3], [5, 5, 5, 5, 5, 5, 5, 5, 5], [1, 2, 3, 4, 5, 4, 4, 9, 2], userCount: 4, itemCount: 5);

    [Fact]
    public void LeaveOneOut_TakesTheLastTwo_OfUsersWithThreeEvents()
    {
        Split split = LeaveOneOutSplitter.Split(Events);

        Assert.Equal([0, 1, 2, 0, 3], split.Train.Items);
        Assert.Equal([3, 1], split.Validation.Items);
        Assert.Equal([4, 2], split.Test.Items);
        Assert.Equal("leave-one-out", split.Name);
        Assert.Equal(["1 of 2 users are cut between events of the same time; there the order of the file decides"], split.Notes); // user 1's two events at 4
    }

    [Fact]
    public void GlobalTime_CutsAllUsersAtTheSameMoments()
    {
        // Times in order: 1 2 2 3 4 4 4 5 9; 9 * 0.6 = 5.4, the event at place 5 is at 4; 9 * 0.8 = 7.2, place 7 is at 5.
        Split split = GlobalTimeSplitter.Split(Events, 0.2, 0.2);

        Assert.Equal([1L, 2, 3, 2], split.Train.Times);
        Assert.Equal([4L, 4, 4], split.Validation.Times);
        Assert.Equal([5L, 9], split.Test.Times);
        Assert.Equal("global-time 60/20/20", split.Name);
        Assert.Equal(["validation begins at 1970-01-01 00:00:04 UTC, test begins at 1970-01-01 00:00:05 UTC"], split.Notes);
    }

    [Fact]
    public void GlobalTime_AnyEvents_NothingTrainedOnIsLaterThanAnythingSought() => Properties.Hold(TemporalUserSplitterTests.Events, events =>
    {
        if (SplitterContract.TrySplit("global-time", 0, events) is not { } split) return;
        Assert.True(split.Train.Times.Max() < split.Test.Times.Min());
        Assert.True(split.Validation.Times.Append(long.MinValue).Max() < split.Test.Times.Min());
        Assert.True(split.Train.Times.Max() < split.Validation.Times.Min());
    });

    [Theory]
    [InlineData(TimeKind.OrderOfUser, 5L, "only each user's order is known")]
    [InlineData(TimeKind.Moment, 0L, "of 1 of these 9 that is unknown")]
    public void GlobalTime_TimesUnknown_IsRefused(TimeKind kind, long first, string expected)
    {
        Interactions events = Interactions.Create(Events.Users, Events.Items, Events.Values, [first, 5, 6, 7, 8, 9, 10, 11, 12], 4, 5);
        Dataset data = Made.Dataset(events);
        data = data with { Facts = data.Facts with { Times = kind } };

        var error = Assert.Throws<InputException>(() => SplitterCatalog.Split(data, new SplitOptions { Kind = "global-time" }, 1));

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void GlobalTime_RowsInOrder_AreCutByTheirNumbers()
    {
        Interactions events = Interactions.Create(new int[10], [.. Enumerable.Range(0, 10)], new float[10], [.. Enumerable.Range(0, 10).Select(i => (long)i)], 1, 10);

        Split split = GlobalTimeSplitter.Split(events, 0.1, 0.2, TimeKind.Order);

        Assert.Equal((7, 1, 2), (split.Train.Count, split.Validation.Count, split.Test.Count));
        Assert.Equal(["validation begins at row 8, test begins at row 9"], split.Notes);
    }

    [Fact]
    public void Catalog_UnknownTimes_AreWarnedOf()
    {
        Interactions events = Interactions.Create(new int[6], [0, 1, 2, 3, 4, 0], new float[6], [0, 0, 3, 4, 5, 6], 1, 5);

        Split split = SplitterCatalog.Split(Made.Dataset(events), new SplitOptions { ColdStart = 0 }, seed: 1);

        Assert.Equal(["WARNING: when 2 of 6 events were is unknown; they count as each user's first ones, in the order of the file"], split.Notes);
    }

    [Fact]
    public void GlobalTime_AllAtOneTime_IsRefused()
    {
        Interactions events = Interactions.Create([0, 0, 0], [0, 1, 2], [1, 1, 1], [7, 7, 7], 1, 3);

        Assert.Contains("needs times that tell the parts apart", Assert.Throws<InputException>(() => GlobalTimeSplitter.Split(events)).Message, StringComparison.Ordinal);
        Assert.Throws<InputException>(() => GlobalTimeSplitter.Split(events.Where(_ => false)));
    }

    [Fact]
    public void UserHoldout_KnowsTheEarliestOfAHeldOutUser_AndTheRestOfTheOthers()
    {
        Interactions events = Interactions.Create([.. Enumerable.Range(0, 100).Select(i => i / 10)], [.. Enumerable.Range(0, 100).Select(i => i % 10)], new float[100], [.. Enumerable.Range(0, 100).Select(i => (long)i)], 10, 10);

        Split split = UserHoldoutSplitter.Split(events, 0.1, 0.2, foldIn: 0.8, seed: 3);

        int[] test = [.. split.Test.Users.Distinct()], validation = [.. split.Validation.Users.Distinct()], train = [.. split.Train.Users.Distinct()];
        Assert.Equal((2, 1, 7), (test.Length, validation.Length, train.Length));
        Assert.Empty(train.Intersect(test.Concat(validation)));
        Assert.Equal([0, 1, 2, 3, 4, 5, 6, 7], split.FoldIn.HistoryOf(test[0]));
        Assert.Equal([8, 9], split.Test.HistoryOf(test[0]));
        Assert.Equal("user-holdout 70/10/20, 80 % known", split.Name);
        Assert.NotEqual(split.Test.Users, UserHoldoutSplitter.Split(events, 0.1, 0.2, 0.8, seed: 4).Test.Users);
    }

    [Fact]
    public void UserHoldout_UserWithOneEvent_IsKnownByIt()
    {
        Interactions events = Interactions.Create([0, 1, 2, 3], [0, 0, 0, 0], new float[4], new long[4], 4, 1);

        Split split = UserHoldoutSplitter.Split(events, 0.3, 0.3, 0.8, seed: 1);

        Assert.Equal((2, 2, 0, 0), (split.Train.Count, split.FoldIn.Count, split.Validation.Count, split.Test.Count));
    }

    [Fact]
    public void Random_HasTheSharesAndWarns()
    {
        Interactions events = Interactions.Create(new int[50], [.. Enumerable.Range(0, 50)], new float[50], [.. Enumerable.Range(0, 50).Select(i => (long)i)], 1, 50);

        Split split = RandomSplitter.Split(events, 0.1, 0.2, seed: 5);

        Assert.Equal((35, 5, 10), (split.Train.Count, split.Validation.Count, split.Test.Count));
        Assert.True(split.Train.Times.Max() > split.Test.Times.Min());
        Assert.Contains(RandomSplitter.Warning, split.Notes);
        Assert.NotEqual(split.Test.Items, RandomSplitter.Split(events, 0.1, 0.2, seed: 6).Test.Items);
    }

    [Fact]
    public void KFold_TestsAreDisjointAndTogetherAllEvents()
    {
        Interactions events = Interactions.Create(new int[52], [.. Enumerable.Range(0, 52)], new float[52], [.. Enumerable.Range(0, 52).Select(i => (long)i)], 1, 52);

        Split[] folds = [.. Enumerable.Range(1, 5).Select(fold => KFoldSplitter.Split(events, fold, 5, validationFraction: 0.1, seed: 5))];

        Assert.Equal([11, 11, 10, 10, 10], folds.Select(split => split.Test.Count));
        Assert.Equal([4, 4, 4, 4, 4], folds.Select(split => split.Validation.Count)); // a tenth of 41 or 42
        Assert.Equal(Enumerable.Range(0, 52), folds.SelectMany(split => split.Test.Items).Order());
        Assert.Equal("fold 2 of 5", folds[1].Name);
        Assert.Equal([RandomSplitter.Warning], folds[1].Notes);
        Assert.NotEqual(folds[0].Test.Items, KFoldSplitter.Split(events, 1, 5, 0.1, seed: 6).Test.Items);
    }

    [Theory]
    [InlineData("2/5", true)]
    [InlineData("5/5", true)]
    [InlineData("6/5", false)]
    [InlineData("0/5", false)]
    [InlineData("1/1", false)]
    [InlineData("1/101", false)]
    [InlineData("2", false)]
    [InlineData("", false)]
    [InlineData("1/2/3", false)]
    [InlineData("a/5", false)]
    public void KFold_WhichOfHowMany_IsRead(string text, bool isFold)
    {
        Assert.Equal(isFold, KFoldSplitter.TryParse(text, out _, out _));
        string[] problems = [.. new SplitOptions { Kind = "k-fold", Fold = text }.Validate(new(new object())).Select(problem => problem.ErrorMessage!)];
        Assert.Equal(isFold ? [] : [$"\"{text}\" is no fold; write which of how many, such as \"2/5\" for the second of five"], problems);
    }

    [Fact]
    public void Published_TakesItsTestAndEachUsersLastOthersForValidation()
    {
        bool[] isTest = [true, false, false, false, false, false, false, true, false];

        Split split = PublishedSplitter.Split(Events, new PublishedSplit("u1", isTest), 0.25);

        Assert.Equal([0, 2], split.Test.Items);
        Assert.Equal([4, 1], split.Validation.Items); // round(4 * .25) and round(2 * .25); user 2 has nothing to spare
        Assert.Equal([1, 2, 3, 0, 3], split.Train.Items);
        Assert.Equal("published u1", split.Name);
        Assert.Equal(
            [
                "WARNING: this published split trains on events that are later than what it tests, for 1 of 4 users",
                "2 events of the published training part are held out for validation; $.split.validation says how many, 0 keeps them",
                "1 of 2 users are cut between events of the same time; there the order of the file decides", // user 1's two events at 4
            ],
            split.Notes);
    }

    [Fact]
    public void Published_OtherEvents_IsRefused() =>
        Assert.Throws<ArgumentException>(() => PublishedSplitter.Split(Events, new PublishedSplit("u1", [true]), 0.1));

    [Fact]
    public void ColdStart_MovesUsersWithFewEventsOutOfTraining()
    {
        Split split = ColdStart.HoldOut(LeaveOneOutSplitter.Split(Events), threshold: 2);

        Assert.Equal([0, 1, 2], split.Train.Items);
        Assert.Equal([1, 2], split.FoldIn.Users);
        Assert.Equal([0, 3], split.FoldIn.Items);
        Assert.Equal([4, 2], split.Test.Items);
        Assert.Contains("held out of training and asked for as newcomers: 2 of 4 users, with fewer than 2 training events", split.Notes);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void ColdStart_LowThreshold_ChangesNothing(int threshold)
    {
        Split split = LeaveOneOutSplitter.Split(Events);

        Assert.Same(split, ColdStart.HoldOut(split, threshold));
    }

    [Theory]
    [InlineData("", "$.split.fold: made came with several splits, name one of u1, u2")]
    [InlineData("u3", "$.split.fold: made has no split \"u3\", only u1, u2; did you mean")]
    public void Catalog_PublishedUnclear_SaysWhichThereAre(string fold, string expected)
    {
        Dataset data = Made.Dataset(Events, new PublishedSplit("u1", new bool[9]), new PublishedSplit("u2", new bool[9]));

        var error = Assert.Throws<InputException>(() => SplitterCatalog.Split(data, new SplitOptions { Kind = "published", Fold = fold }, 1));

        Assert.StartsWith(expected, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("temporal-user")]
    [InlineData("global-time")]
    [InlineData("leave-one-out")]
    [InlineData("user-holdout")]
    [InlineData("published")]
    [InlineData("random")]
    [InlineData("k-fold")]
    public void Catalog_NoValidation_LeavesItEmptyAndStillTests(string kind)
    {
        Dataset data = Made.Dataset(Events, new PublishedSplit("u1", [.. Enumerable.Range(0, 9).Select(i => i == 4)]));

        Split split = SplitterCatalog.Split(data, new SplitOptions { Kind = kind, Train = 0.6, Validation = 0, ColdStart = 0, Fold = kind == "k-fold" ? "1/3" : "" }, seed: 1);

        Assert.Equal(0, split.Validation.Count);
        Assert.NotEqual(0, split.Test.Count);
        Assert.Equal(9, split.Train.Count + split.FoldIn.Count + split.Test.Count);
    }

    [Fact]
    public void Catalog_NothingPublished_NamesAnotherKind() => Assert.Contains(
        "came without a published split",
        Assert.Throws<InputException>(() => SplitterCatalog.Split(Made.Dataset(Events), new SplitOptions { Kind = "published" }, 1)).Message,
        StringComparison.Ordinal);
}
