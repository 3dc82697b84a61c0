using OnnxRecs.Data;
using OnnxRecs.Data.Splitters;
using OnnxRecs.Pipeline;
using OnnxRecs.Tests.Core.Data.Splitters;
using OnnxRecs.Tests.Support;

namespace OnnxRecs.Tests.Core.Data;

public sealed class PreparedDataTests
{
    // User 0 in time order: likes 0, dislikes 1 | likes 2 | likes 3, and likes 0 once more. User 1: only training. User 2: dislikes its test item.
    private static readonly Interactions Train = Interactions.Create([0, 0, 1, 2], [0, 1, 4, 1], [5, 2, 4, 5], [1, 2, 1, 1], 3, 5);
    private static readonly Interactions Validation = Interactions.Create([0, 2], [2, 2], [4, 4], [3, 2], 3, 5);
    private static readonly Interactions Test = Interactions.Create([0, 0, 2], [3, 0, 3], [4.5f, 5, 3], [4, 5, 3], 3, 5);

    [Fact]
    public void Phases_KnowWhatCameBeforeAndSeekWhatIsNew()
    {
        PreparedData data = Make(relevance: 4);

        Assert.Equal([0], data.PositivesOf(0, Phase.Validation));
        Assert.Equal([0, 2], data.PositivesOf(0, Phase.Test));
        Assert.Equal([0, 1], data.SeenOf(0, Phase.Validation));
        Assert.Equal([0, 1, 2], data.SeenOf(0, Phase.Test));
        Assert.Equal([2], data.TargetsOf(0, Phase.Validation));
        Assert.Equal([3], data.TargetsOf(0, Phase.Test)); // 0 was seen before
        Assert.Equal([0, 2], data.UsersWithTargets(Phase.Validation));
        Assert.Equal([0], data.UsersWithTargets(Phase.Test));
        Assert.Equal([0, 4, 1], data.TrainPositives.Items);
    }

    [Fact]
    public void QueryOf_CarriesHistoryAndSeen()
    {
        Query query = Make(relevance: 4).QueryOf(0, Phase.Test, count: 7);

        Assert.Equal((0, 7), (query.User, query.Count));
        Assert.Equal([0, 2], query.History);
        Assert.Equal([0, 1, 2], query.Seen);
    }

    [Fact]
    public void HeldOutUser_AsksAsUnknownWithItsHistory()
    {
        Split split = new Split(Train.Where(i => Train.Users[i] != 0), Validation, Test, "by hand") with { FoldIn = Train.Where(i => Train.Users[i] == 0) };
        PreparedData data = Make(4, split);

        Assert.Equal([4, 1], data.TrainPositives.Items);
        Assert.Equal([0, 2], data.PositivesOf(0, Phase.Test));
        Assert.Equal([3], data.TargetsOf(0, Phase.Test));
        Assert.Equal((Query.UnknownUser, 2), (data.QueryOf(0, Phase.Test, 7).User, data.QueryOf(2, Phase.Test, 7).User));
        Assert.Equal(Query.UnknownUser, data.QueryNow(0, 7).User);
        Assert.Equal((false, true), (data.IsTrained(0), data.IsTrained(1)));
        Assert.Equal((2, 1, 1), (data.TrainingCountOf(0), data.TrainingCountOf(1), data.TrainingCountOf(2)));
    }

    [Fact]
    public void Relevance_IsInclusive()
    {
        Assert.Equal([2], Make(relevance: 4).TargetsOf(2, Phase.Validation));
        Assert.Empty(Make(relevance: 4.5f).TargetsOf(2, Phase.Validation).ToArray());
    }

    [Fact]
    public void SaveAndLoad_GiveTheSameData()
    {
        using var folder = new TempFolder();
        // User 2 is held out of training; the data says something of itself and brings negatives.
        Split split = new Split(Train, Validation, Test, "by hand") with { FoldIn = Train.Where(i => Train.Users[i] == 2), Train = Train.Where(i => Train.Users[i] != 2), Notes = ["cut by hand"] };
        DatasetFacts facts = Made.Facts(Train, ValueKind.Count) with { Notes = ["partly reconstructed times"], Times = TimeKind.Order };
        var data = new PreparedData(facts, split, 4, negatives: [[1, 2], [], [4]]);

        data.Save(folder["data.bin"]);
        PreparedData loaded = PreparedData.Load(folder["data.bin"]);

        Assert.Equal(data.Fingerprint, loaded.Fingerprint);
        Assert.Equal((data.Name, data.Licence, data.Relevance, data.Split.Name), (loaded.Name, loaded.Licence, loaded.Relevance, loaded.Split.Name));
        Assert.Equal(data.Users.Ids, loaded.Users.Ids);
        Assert.Equal(data.Items.Ids, loaded.Items.Ids);
        Assert.Equal(data.Catalog.Titles, loaded.Catalog.Titles);
        Assert.Equal(data.Catalog.Years, loaded.Catalog.Years);
        Assert.Equal(data.Catalog.GenreNames, loaded.Catalog.GenreNames);
        Assert.Equal(data.Catalog.Genres, loaded.Catalog.Genres);
        Assert.Equal(data.Catalog.TagNames, loaded.Catalog.TagNames);
        Assert.Equal(data.Catalog.Tags, loaded.Catalog.Tags);
        Assert.Empty(loaded.Catalog.ProviderNames);
        Assert.Equal([-1, -1, -1, -1, -1], loaded.Catalog.Providers);
        Assert.Equal(data.Facts.People.Ages, loaded.Facts.People.Ages);
        Assert.Equal(data.Facts.People.Genders, loaded.Facts.People.Genders);
        Assert.Equal(data.Facts.People.Occupations, loaded.Facts.People.Occupations);
        Assert.Equal((data.Facts.Kind, data.Facts.Times), (loaded.Facts.Kind, loaded.Facts.Times));
        Assert.Equal(data.Facts.Notes, loaded.Facts.Notes);
        Assert.Equal(data.Split.Notes, loaded.Split.Notes);
        Assert.Equal(data.Split.FoldIn.Items, loaded.Split.FoldIn.Items);
        Assert.Equal(data.Negatives, loaded.Negatives);
        Assert.Equal(data.Split.Test.Times, loaded.Split.Test.Times);
        Assert.Equal(data.TargetsOf(0, Phase.Test), loaded.TargetsOf(0, Phase.Test));
    }

    [Fact]
    public void SaveAndLoad_Providers_AreKeptAndTold()
    {
        using var folder = new TempFolder();
        DatasetFacts facts = Made.Facts(Train);
        ItemCatalog catalog = facts.Catalog with { ProviderNames = ["Acme", "Bolt"], Providers = [1, -1, 0, 0, -1] };
        var split = new Split(Train, Validation, Test, "by hand");
        var data = new PreparedData(new DatasetFacts("made", "none", ValueKind.Rating, facts.Users, facts.Items, catalog, facts.People), split, 4);

        data.Save(folder["data.bin"]);
        PreparedData loaded = PreparedData.Load(folder["data.bin"]);

        Assert.Equal((data.Fingerprint, true), (loaded.Fingerprint, data.Fingerprint != Make(4, split).Fingerprint));
        Assert.Equal(catalog.ProviderNames, loaded.Catalog.ProviderNames);
        Assert.Equal(catalog.Providers, loaded.Catalog.Providers);
        Assert.Throws<ArgumentException>(() => new DatasetFacts("made", "none", ValueKind.Rating, facts.Users, facts.Items, catalog with { Providers = [0] }));
    }

    [Fact]
    public void Fingerprint_DependsOnEventsSplitAndRelevance()
    {
        string fingerprint = Make(4).Fingerprint;

        Assert.Matches("^[0-9a-f]{64}$", fingerprint);
        Assert.Equal(fingerprint, Make(4).Fingerprint);
        Assert.NotEqual(fingerprint, Make(3).Fingerprint);
        Assert.NotEqual(fingerprint, Make(4, new Split(Train, Test, Validation, "other")).Fingerprint);
        Assert.NotEqual(fingerprint, Make(4, new Split(Train, Validation, Test, "made")).Fingerprint);
    }

    [Fact]
    public void Create_PartsDoNotFit_IsRefused()
    {
        Assert.Throws<ArgumentException>(() => Make(4, new Split(Train, Validation, Test, "twice known") { FoldIn = Train }));
        Assert.Throws<ArgumentOutOfRangeException>(() => Make(float.NaN));
        var other = Interactions.Create([0, 0, 0], [0, 0, 0], [1, 1, 1], [1, 1, 1], 3, 6);
        Assert.Throws<ArgumentException>(() => Make(4, new Split(Train, Validation, other, "wide")));
    }

    [Fact]
    public void TargetsOf_AnyEvents_AreNewRelevantAndDistinct() => Properties.Hold(TemporalUserSplitterTests.Events, events =>
    {
        Split split = TemporalUserSplitter.Split(events, 0.3, 0.3);
        var data = new PreparedData(Made.Facts(events), split, relevance: 3);
        for (int user = 0; user < events.UserCount; user++)
        {
            Assert.Equal(Expected(split.Train, split.Validation, user), data.TargetsOf(user, Phase.Validation));
            Assert.Equal(Expected(split.Train.With(split.Validation), split.Test, user), data.TargetsOf(user, Phase.Test));
        }
    });

    private static int[] Expected(Interactions known, Interactions sought, int user)
    {
        float[] values = sought.ValuesOf(user).ToArray();
        return [.. sought.HistoryOf(user).ToArray().Where((_, i) => values[i] >= 3).Distinct().Except(known.HistoryOf(user).ToArray())];
    }

    private static PreparedData Make(float relevance, Split? split = null) =>
        new(Made.Facts(Train), split ?? new Split(Train, Validation, Test, "by hand"), relevance);
}
