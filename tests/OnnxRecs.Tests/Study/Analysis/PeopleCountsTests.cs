using OnnxRecs.Data;
using OnnxRecs.Study.Analysis;

namespace OnnxRecs.Tests.Study.Analysis;

public sealed class PeopleCountsTests
{
    [Fact]
    public void Of_FewAges_AreShownAsTheyAre()
    {
        var people = new UserCatalog([18, 1, 18, 0], ["F", "M", "F", ""], ["", "", "", ""]);

        PeopleCounts counts = PeopleCounts.Of(people, new EventCounts([3, 2, 1, 4], []))!;

        Assert.Equal([new("1", 1, 2), new("18", 2, 4)], counts.Ages);
        Assert.Equal([new("F", 2, 4), new("M", 1, 2)], counts.Genders);
        Assert.Empty(counts.Occupations);
        Assert.Equal(1, counts.Unknown);
    }

    [Fact]
    public void Of_ManyAges_AreGroupedByTens()
    {
        int[] ages = [.. Enumerable.Range(19, 12)]; // 19; 20 to 29; 30
        string[] none = [.. ages.Select(_ => "")];

        PeopleCounts counts = PeopleCounts.Of(new UserCatalog(ages, none, none), new EventCounts([.. ages.Select(_ => 2)], []))!;

        Assert.Equal([new("10\u201319", 1, 2), new("20\u201329", 10, 20), new("30\u201339", 1, 2)], counts.Ages);
    }

    [Fact]
    public void Of_SilentUsers_AreLeftOut() =>
        Assert.Null(PeopleCounts.Of(new UserCatalog([30, 0], ["F", ""], ["writer", ""]), new EventCounts([0, 1], [])));
}
