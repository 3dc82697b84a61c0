using OnnxRecs.Metrics;
using OnnxRecs.Metrics.Beyond;
using static OnnxRecs.Tests.Core.Metrics.MadeData;

namespace OnnxRecs.Tests.Core.Metrics.Beyond;

/// <summary>Each metric beyond accuracy on lists worked by hand.</summary>
public sealed class BeyondMetricTests
{
    // Liked by 4, 2, 1, 1 and 0 of the 4 users; so item 0 is the head of five, and 2 comes before 3.
    private static readonly RunFacts Known = new(Of(5, [[0, 1], [0, 1], [0, 2], [0, 3]]));

    [Theory]
    [InlineData(1, 0.0)]     // item 1 is not the most popular one but no target
    [InlineData(2, 1.0 / 2)] // of 1 and 2, both not below rank 2 but for 1: target 2
    [InlineData(3, 1.0 / 3)] // 0, 1 and 2 are the popular list: only 3 counts
    public void Serendipity_CountsTargetsOutsideThePopularList(int k, double expected) =>
        Assert.Equal(expected, Judge(new Serendipity(), [1, 2, 3], [2, 3], k, Known));

    [Fact]
    public void Serendipity_NoTargets_HasNoValue() => Assert.Equal(double.NaN, Judge(new Serendipity(), [1, 2], [], 2, Known));

    [Theory]
    [InlineData(1, 0.0)]           // everybody: log2(4/4)
    [InlineData(2, (0.0 + 1) / 2)] // half of them: log2(4/2)
    [InlineData(9, (0.0 + 1 + 2) / 3)] // nobody is taken for one: log2(4/1)
    public void Novelty_IsTheMeanSelfInformation(int k, double expected) => Assert.Equal(expected, Judge(new Novelty(), [0, 1, 4], [], k, Known), 12);

    [Theory]
    [InlineData(1, 4.0)]
    [InlineData(2, (4.0 + 2) / 2)]
    [InlineData(9, (4.0 + 2 + 0) / 3)]
    public void AveragePopularity_IsTheMeanCountOfUsers(int k, double expected) => Assert.Equal(expected, Judge(new AveragePopularity(), [0, 1, 4], [], k, Known), 12);

    [Theory]
    [InlineData(1, 0.0)]
    [InlineData(2, 1.0 / 2)]
    [InlineData(9, 2.0 / 3)]
    public void TailShare_IsTheShareOutsideTheHead(int k, double expected) => Assert.Equal(expected, Judge(new TailShare(), [0, 3, 4], [], k, Known), 12);

    [Theory]
    [InlineData(2, 1.0 / 2)]               // {0} and {0, 1}: 1 - 1/2
    [InlineData(3, (0.5 + 1 + 0.5) / 3)]   // and {1}
    [InlineData(4, (0.5 + 1 + 0.5) / 3)]   // and one of unknown genres
    [InlineData(1, double.NaN)]
    public void GenreDiversity_IsTheMeanJaccardDistance(int k, double expected)
    {
        var facts = new RunFacts(Of(4, [[0]], genres: [[0], [0, 1], [1], []]));

        Assert.Equal(expected, Judge(new GenreDiversity(), [0, 1, 2, 3], [], k, facts), 12);
    }

    [Fact]
    public void GenreDiversity_MoreGenresThanAWordHasBits_CountsAll()
    {
        var facts = new RunFacts(Of(2, [[0]], genres: [[0, 63, 64, 130], [0, 64, 65]]));

        Assert.Equal(1 - 2.0 / 5, Judge(new GenreDiversity(), [0, 1], [], 2, facts), 12);
    }

    [Theory]
    [InlineData(2, 0.0)]
    [InlineData(3, (0.0 + 1 + 1) / 3)]
    [InlineData(4, (0.0 + 2 + 2 + 1 + 1 + 1) / 6)] // the fourth is opposite to the first two
    [InlineData(5, (0.0 + 2 + 2 + 1 + 1 + 1 + 4) / 10)] // and zeros are at distance 1 from the other four
    [InlineData(1, double.NaN)]
    public void VectorDiversity_IsTheMeanCosineDistance(int k, double expected)
    {
        var facts = new RunFacts(Of(5, [[0]]), Vectors(2, 1, 0, 3, 0, 0, 2, -4, 0, 0, 0));

        Assert.Equal(expected, Judge(new VectorDiversity(), [0, 1, 2, 3, 4], [], k, facts), 12);
    }

    [Fact]
    public void VectorDiversity_NoVectors_HasNoValue() => Assert.Equal(double.NaN, Judge(new VectorDiversity(), [0, 1], [], 2, Known));

    [Theory]
    [InlineData(1, 1.9585178)] // p = (1/2, 1/2), q = (1, 0): 1/2 ln(.5 / .995) + 1/2 ln(.5 / .005) = -.3440674 + 2.3025851
    [InlineData(2, 0.0)]       // q = p
    public void CalibrationDivergence_ComparesGenresOfListAndHistory(int k, double expected)
    {
        // The user liked one item of both genres and one of none.
        var facts = new RunFacts(Of(5, [[0, 4]], genres: [[0, 1], [0], [1], [0, 1], []]));

        Assert.Equal(expected, Judge(new CalibrationDivergence(), [1, 2], [], k, facts), 7);
    }

    [Fact]
    public void CalibrationDivergence_NothingKnownOfEither_HasNoValue()
    {
        var facts = new RunFacts(Of(5, [[0], [4]], genres: [[0, 1], [0], [1], [0, 1], []]));

        Assert.Equal(double.NaN, Judge(new CalibrationDivergence(), [4], [], 1, facts));
        Assert.Equal(double.NaN, Evaluator.Judge([[1]], new Targets([[]]), [1], facts, [new Measure(new CalibrationDivergence(), 1)]).Values[0][0]);
    }

    [Fact]
    public void RunMetrics_OfLists_AreAsWorkedByHand()
    {
        // Shown at k = 2: item 0 twice, 1 and 2 once, 3 and 4 never. Sorted: 0 0 1 1 2 of 4.
        int[][] lists = [[0, 1, 3], [0, 2], []];

        Assert.Equal(3.0 / 5, new Coverage().Of(lists, 2, Known), 12);
        Assert.Equal(1.0 / 5, new Coverage().Of(lists, 1, Known), 12);
        Assert.Equal(2.0 / 4, new TailCoverage().Of(lists, 2, Known), 12); // 1 and 2 of 1 .. 4
        Assert.Equal((-4 * 0 - 2 * 0 + 0 * 1 + 2 * 1 + 4 * 2) / 4.0 / 4, new Gini().Of(lists, 2, Known), 12);
        Assert.Equal(1.0, new Gini().Of(lists, 1, Known), 12);              // one item is all that is shown
        Assert.Equal(0.5 * 1 + 2 * 0.25 * 2, new Entropy().Of(lists, 2, Known), 12);
        Assert.Equal(0.0, new Entropy().Of(lists, 1, Known), 12);
    }

    [Fact]
    public void RunMetrics_NothingShown_HaveNoConcentration()
    {
        Assert.Equal(double.NaN, new Gini().Of(new int[][] { [] }, 2, Known));
        Assert.Equal(double.NaN, new Entropy().Of(new int[][] { [] }, 2, Known));
        Assert.Equal(0, new Coverage().Of(new int[][] { [] }, 2, Known));
    }

    [Fact]
    public void Gini_AllEquallyOften_IsZero() => Assert.Equal(0, new Gini().Of(new int[][] { [0, 1], [2, 3], [4] }, 2, Known), 12);
}
