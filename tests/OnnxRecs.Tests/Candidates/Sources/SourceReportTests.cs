using OnnxRecs.Candidates.Sources;
using OnnxRecs.Data;
using OnnxRecs.Pipeline;

namespace OnnxRecs.Tests.Candidates.Sources;

public class SourceReportTests
{
    // User 0 looks for 1 and 4, user 1 for 2.
    private static readonly PreparedData Data = Likes.Of(6, [(0, 0, 1), (1, 0, 1)], test: [(0, 1), (0, 4), (1, 2)]);

    // User 0 gets 1 from a alone, 2 from both, 3 from b alone; user 1 gets 2 from both, 5 from a alone.
    private static readonly RankedLists Lists = new([0, 1], [new([1, 2, 3], [3, 2, 1]), new([2, 5], [2, 1])])
    {
        Provenance = new Provenance(["a", "b"], [[0b01, 0b11, 0b10], [0b11, 0b01]]),
    };

    [Fact]
    public void Of_TwoSources_CountsWhatEachGaveAndFound() => Assert.Equal(
        [
            new SourceReport("a", Given: 4, Alone: 2, Found: 2, FoundAlone: 1),
            new SourceReport("b", Given: 3, Alone: 1, Found: 1, FoundAlone: 0),
        ],
        SourceReport.Of(Lists, Data));

    [Fact]
    public void Figures_AreNamedByTheSource() => Assert.Equal(
        [new("a.given", 4), new("a.alone", 2), new("a.foundAlone", 1)],
        SourceReport.Of(Lists, Data)[0].Figures);

    [Fact]
    public void Table_HasALineForEachSource() => Assert.Equal(
        [
            "             items given   by it alone       targets   by it alone",
            "neighbours         1,234             5             6             7",
            "a                      4             2             2             1",
        ],
        SourceReport.Table([new("neighbours", 1234, 5, 6, 7), .. SourceReport.Of(Lists, Data)[..1]]));

    [Fact]
    public void Of_ListsWithoutProvenance_Throws() => Assert.Throws<ArgumentException>(() => SourceReport.Of(Lists with { Provenance = null }, Data));
}
