using OnnxRecs.Config;
using OnnxRecs.Data;

namespace OnnxRecs.Tests.Core.Data;

public class MergedTitlesTests
{
    private static readonly FilterOptions Merge = new() { MergeTitles = true };

    // i0 and i2 are "Kolya", i1 and i3 are themselves; u0 has met both copies.
    private static readonly Interactions Events = Interactions.Create([0, 0, 0, 1], [2, 0, 1, 3], [5, 4, 3, 2], [1, 2, 3, 4], 2, 4);

    [Fact]
    public void Of_EqualTitles_AreOneItem()
    {
        Dataset merged = MergedTitles.Of(Titled("Kolya", "Emma", "Kolya", "emma"), Merge);

        Assert.Equal(["i0", "i1", "i3"], merged.Facts.Items.Ids);
        Assert.Equal(["Kolya", "Emma", "emma"], merged.Facts.Catalog.Titles);
        Assert.Equal([0, 0, 1, 2], merged.Interactions.Items);
        Assert.Equal([5, 4, 3, 2], merged.Interactions.Values);
        Assert.Equal([[1, 0], [0]], merged.PublishedSplits[0].Negatives!);
        Assert.Equal([true, false, false, false], merged.PublishedSplits[0].IsTest);
        Assert.Equal(["items that have the title of another one count as that: 1"], merged.Facts.Notes);
    }

    [Fact]
    public void Of_DistinctTitles_ChangesNothing()
    {
        Dataset data = Titled("a", "b", "c", "d");

        Assert.Same(data, MergedTitles.Of(data, Merge));
    }

    [Fact]
    public void Of_NotAskedFor_ChangesNothing()
    {
        Dataset data = Titled("a", "a", "a", "a");

        Assert.Same(data, MergedTitles.Of(data, new FilterOptions()));
    }

    private static Dataset Titled(params string[] titles)
    {
        Dataset data = Made.Dataset(Events, new PublishedSplit("u1", [true, false, false, false], [[1, 2, 0], [2]]));
        DatasetFacts facts = data.Facts;
        ItemCatalog catalog = facts.Catalog with { Titles = titles };
        return data with { Facts = new DatasetFacts(facts.Name, facts.Licence, facts.Kind, facts.Users, facts.Items, catalog, facts.People) };
    }
}
