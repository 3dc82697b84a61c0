using OnnxRecs.Data;
using OnnxRecs.Data.Loaders;
using OnnxRecs.Study.Analysis;
using OnnxRecs.Study.Describe;
using OnnxRecs.Tests.Support;

namespace OnnxRecs.Tests.Study.Analysis;

public sealed class DatasetDescriptionTests
{
    [Fact]
    public void Missing_NothingButEvents_NamesEverything()
    {
        Dataset set = SmallSets.Make(Interactions.Create([0, 0], [0, 1], [1, 1], [0, 0], 1, 2), ValueKind.Event);

        Assert.Equal(
            [
                "No values: an event says that something happened, not how much it was liked.",
                "No times: there is no time line, and a split by time cuts in the order of the file.",
                "No genres or categories of items.",
                "No tags of items.",
                "No user data: neither age nor gender nor occupation.",
            ],
            DatasetDescription.Of(set).Missing);
    }

    [Fact]
    public void Missing_PartlyKnown_SaysHowMuch()
    {
        var people = new UserCatalog([30, 0], ["", ""], ["writer", ""]);
        Dataset set = SmallSets.Make(
            Interactions.Create([0, 1, 1], [0, 0, 1], [4, 4, 4], [SmallSets.Day, 0, SmallSets.Day], 2, 2), genres: item => item == 0 ? [0] : [], people: people, tags: _ => [0]);

        Assert.Equal(["1 event of 3 without a time.", "1 item of 2 without a genre.", "Of users no gender.", "1 user of 2 without user data."], DatasetDescription.Of(set).Missing);
    }

    [Fact]
    public void Missing_NoEvents_SaysOnlyThat() =>
        Assert.Equal(["No events: there is nothing to describe."], DatasetDescription.Of(SmallSets.Make(SmallSets.Events(2, 2))).Missing);

    [Fact]
    public void Of_AnySet_AddsUp() => Properties.Hold(SmallSets.Any, set =>
    {
        DatasetDescription description = DatasetDescription.Of(set);
        SetSize size = description.Size;

        Assert.Equal((set.Facts.Users.Count, set.Facts.Items.Count), (size.Users + size.SilentUsers, size.Items + size.SilentItems));
        Assert.Equal(size.Users, description.PerUser?.Bins.Sum(bin => bin.Count) ?? 0);
        Assert.Equal(size.Items, description.PerItem?.Bins.Sum(bin => bin.Count) ?? 0);
        Assert.Equal(size.Users, description.ColdUsers.Users.Sum(group => group.Users));
        Assert.Equal(size.Events, description.TimeLine.Timed + description.TimeLine.Untimed);
        Assert.Equal(description.TimeLine.Timed, description.TimeLine.Periods.Sum(period => period.Events));
        if (description.ValueSpread is { } values) Assert.Equal(size.Events, values.BelowOne + values.Bins.Sum(bin => bin.Count));
        if (description.Values == "rating") Assert.Equal(size.Events, description.RatingByPopularity.Sum(bin => bin.Ratings));
        if (description.GenreBreadth is { } breadth) Assert.Equal(size.Users, breadth.Users.Sum());
        if (description.PopularityCurve is { } tail) Assert.InRange(tail.Gini, -1e-12, 1);
        // JSON has no word for NaN or infinity, so this fails on either.
        Assert.Equal(size.Events, (int)DescriptionJson.Of(description)["size"]!["events"]!);
    });

    [RealDataFact("ml-100k.zip")]
    public void Of_MovieLens100K_AgreesWithItsReadme()
    {
        DatasetDescription set = DatasetDescription.Of(LoaderCatalog.Get("ml-100k").Load(RealDataFactAttribute.PathOf("ml-100k.zip")));

        // "100,000 ratings (1-5) from 943 users on 1682 movies. Each user has rated at least 20 movies.", September 19th 1997 to April 22nd 1998
        Assert.Equal((943, 1682, 100_000, 0), (set.Size.Users, set.Size.Items, set.Size.Events, set.Size.Repeats));
        Assert.Equal((20.0, 1.0, 5.0), (set.PerUser!.Min, set.ValueSpread!.Min, set.ValueSpread.Max));
        Assert.Equal("1997-09-20 1998-04-22", $"{set.TimeLine.First:yyyy-MM-dd} {set.TimeLine.Last:yyyy-MM-dd}"); // UTC; the README's dates are local
        Assert.Equal("Star Wars (1977)", set.TopItems[0].Title);
    }
}
