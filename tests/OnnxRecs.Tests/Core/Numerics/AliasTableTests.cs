using OnnxRecs.Numerics;

namespace OnnxRecs.Tests.Core.Numerics;

public sealed class AliasTableTests
{
    [Fact]
    public void Next_Weights_AreTheSharesOfTheDraws()
    {
        double[] weights = [5, 0, 1, 0.5, 3.5, 0, 10];
        const int draws = 200_000;
        int[] counts = Count(weights, draws);

        for (int i = 0; i < weights.Length; i++)
        {
            // Within four standard deviations of the binomial distribution.
            double share = weights[i] / 20;
            Assert.Equal(share * draws, counts[i], 4 * Math.Sqrt(draws * share * (1 - share)));
        }
        Assert.Equal((0, 0), (counts[1], counts[5]));
    }

    [Fact]
    public void Next_ManyRandomWeights_FollowThemByChiSquare()
    {
        var rng = new Rng(1);
        double[] weights = [.. Enumerable.Range(0, 1000).Select(_ => Math.Exp(2 * rng.NextGaussian()))];
        const int draws = 2_000_000;
        int[] counts = Count(weights, draws);

        double sum = weights.Sum(), square = 0;
        for (int i = 0; i < weights.Length; i++)
        {
            double expected = draws * weights[i] / sum;
            square += (counts[i] - expected) * (counts[i] - expected) / expected;
        }
        // 999 degrees of freedom: mean 999, standard deviation sqrt(2 * 999) = 45.
        Assert.InRange(square, 999 - 4 * 45, 999 + 4 * 45);
    }

    [Fact]
    public void Next_EqualWeightsOrOne_NeverNeedsAnAlias()
    {
        Assert.All(Count([2, 2, 2, 2], 4000), count => Assert.InRange(count, 1000 - 110, 1000 + 110)); // 4 * sqrt(4000 * .25 * .75)
        Assert.Equal([10], Count([7], 10));
        Assert.Equal([0, 10, 0], Count([0, 1e-300, 0], 10));
    }

    [Theory]
    [InlineData(0.0, 0.0)]
    [InlineData(1.0, -1.0)]
    [InlineData(1.0, double.NaN)]
    [InlineData(1.0, double.PositiveInfinity)]
    public void Create_NoWeights_Throws(double a, double b)
    {
        Assert.Throws<ArgumentException>(() => new AliasTable([a, b]));
        Assert.Throws<ArgumentException>(() => new AliasTable([]));
    }

    private static int[] Count(double[] weights, int draws)
    {
        var table = new AliasTable(weights);
        var rng = new Rng(2);
        int[] counts = new int[table.Count];
        for (int i = 0; i < draws; i++) counts[table.Next(rng)]++;
        return counts;
    }
}
