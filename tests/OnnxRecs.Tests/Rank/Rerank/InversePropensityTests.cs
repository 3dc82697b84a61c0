using OnnxRecs.Pipeline;
using OnnxRecs.Rank.Rerank;

namespace OnnxRecs.Tests.Rank.Rerank;

public class InversePropensityTests
{
    private static readonly int[] Counts = [0, 4, 100];

    private static ScoredItems Apply(double alpha, double beta, double clip, int[] items, float[] scores) =>
        new InversePropensity(Counts, alpha, beta, clip).Apply(new Query(0, [], [], 1), new ScoredItems(items, scores));

    [Fact]
    public void Apply_AlphaOne_DividesByThePropensity()
    {
        // Propensities (4/100)^.5 = .2, 1, and 0 brought to .1. Scores 1, .5, .08: 1, 2.5, .8.
        ScoredItems list = Apply(1, 0.5, 0.1, [2, 1, 0], [1, 0.5f, 0.08f]);
        Assert.Equal([1, 2, 0], list.Items);
        // The worst score is brought to 0: (.5 - .08) / .92 / .2.
        Assert.Equal([Math.Round(0.42 / 0.92 / 0.2, 5), 1, 0], Array.ConvertAll(list.Scores, score => Math.Round(score, 5)));
    }

    [Fact]
    public void Apply_HalfAlpha_IsThePropensitysRoot() => Assert.Equal(0.5 / Math.Sqrt(0.2), Apply(0.5, 0.5, 0.1, [1, 2, 0], [0.5f, 1, 0]).Scores[0], 1e-5);

    [Fact]
    public void Apply_ClipOfOneOrBetaZero_KeepsTheOrder()
    {
        Assert.Equal([2, 1, 0], Apply(1, 0.5, 1, [2, 1, 0], [3, 2, 1]).Items);
        Assert.Equal([2, 1, 0], Apply(1, 0, 0.1, [2, 1, 0], [3, 2, 1]).Items);
    }

    [Theory]
    [InlineData(-1, 0.5, 0.1)]
    [InlineData(1, double.NaN, 0.1)]
    [InlineData(1, 0.5, 0)]
    [InlineData(1, 0.5, 1.1)]
    public void Constructor_BadSettings_Throws(double alpha, double beta, double clip) => Assert.Throws<ArgumentOutOfRangeException>(() => new InversePropensity(Counts, alpha, beta, clip));

    [Fact]
    public void Constructor_NegativeCount_Throws() => Assert.Throws<ArgumentException>(() => new InversePropensity([1, -1], 1, 1, 0.1));
}
