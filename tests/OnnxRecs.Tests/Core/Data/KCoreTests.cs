using OnnxRecs.Config;
using OnnxRecs.Data;
using OnnxRecs.Tests.Core.Data.Splitters;
using OnnxRecs.Tests.Support;

namespace OnnxRecs.Tests.Core.Data;

public sealed class KCoreTests
{
    [Fact]
    public void Of_ChainOfConsequences_IsFollowedToItsEnd()
    {
        // Item 2 has one event; without it user 2 has one, and without user 2 item 3 has one, which leaves user 3 with one.
        Interactions events = Interactions.Create([0, 0, 1, 1, 2, 2, 3, 3], [0, 1, 0, 1, 2, 3, 3, 0], new float[8], [.. Enumerable.Range(0, 8).Select(i => (long)i)], 4, 4);
        Dataset data = Made.Dataset(events, new PublishedSplit("u1", [true, false, false, false, false, false, false, false], [[1, 3], [2], [0], [0]]));

        Dataset core = KCore.Of(data, new FilterOptions { MinPerUser = 2, MinPerItem = 2 });

        Assert.Equal(["u0", "u1"], core.Facts.Users.Ids);
        Assert.Equal(["i0", "i1"], core.Facts.Items.Ids);
        Assert.Equal([0, 1, 0, 1], core.Interactions.Items);
        Assert.Equal([1990, 1991], core.Facts.Catalog.Years);
        Assert.Equal([[0], []], core.Facts.Catalog.Tags);
        Assert.Equal(["job 0", "job 1"], core.Facts.People.Occupations);
        Assert.Equal([true, false, false, false], core.PublishedSplits[0].IsTest);
        Assert.Equal([[1], []], core.PublishedSplits[0].Negatives!);
        Assert.Equal(["users with fewer than 2 and items with fewer than 2 events are left out: 2 users, 2 items, 4 events"], core.Facts.Notes);
    }

    [Fact]
    public void Of_AnyEvents_AllThatAreLeftHaveEnough() => Properties.Hold(TemporalUserSplitterTests.Events, events =>
    {
        Dataset core;
        try
        {
            core = KCore.Of(Made.Dataset(events), new FilterOptions { MinPerUser = 3, MinPerItem = 2 });
        }
        catch (InputException)
        {
            return;
        }
        Assert.True(core.Interactions.Users.CountBy(user => user).All(group => group.Value >= 3));
        Assert.True(core.Interactions.Items.CountBy(item => item).All(group => group.Value >= 2));
        Assert.Equal(core.Interactions.UserCount, core.Interactions.Users.Distinct().Count());
        Assert.Equal(core.Interactions.ItemCount, core.Interactions.Items.Distinct().Count());
    });

    [Fact]
    public void Of_MinimumsOfOne_ChangeNothing()
    {
        Dataset data = Made.Dataset(Interactions.Create([0], [0], [1], [1], 1, 1));

        Assert.Same(data, KCore.Of(data, new FilterOptions()));
    }

    [Fact]
    public void Of_NothingLeft_IsRefused() => Assert.Throws<InputException>(
        () => KCore.Of(Made.Dataset(Interactions.Create([0], [0], [1], [1], 1, 1)), new FilterOptions { MinPerUser = 2 }));
}
