using OnnxRecs.Data;
using OnnxRecs.Models;
using OnnxRecs.Numerics;
using OnnxRecs.Ops;
using OnnxRecs.Pipeline;

namespace OnnxRecs.Tests.Models;

public sealed class NegativeSamplerTests
{
    // Item 0 is liked by users 0 .. 7, item 1 by users 0 .. 2, item 2 by user 0, item 3 by nobody.
    private static readonly Interactions Positives = Interactions.Create(
        [0, 1, 2, 3, 4, 5, 6, 7, 0, 1, 2, 0], [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 2], [.. Enumerable.Repeat(5f, 12)], [.. Enumerable.Range(0, 12).Select(i => (long)i)], 9, 4);

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.5)]
    [InlineData(1.0)]
    public void Next_FollowsPopularityToThePowerOfBeta(double beta)
    {
        const int draws = 50_000;
        // User 8 likes nothing: likes + 1 are 9, 4, 2 and 1.
        int[] counts = Count(8, beta, draws);
        double sum = Math.Pow(9, beta) + Math.Pow(4, beta) + Math.Pow(2, beta) + 1;

        foreach ((int item, int weight) in new[] { (0, 9), (1, 4), (2, 2), (3, 1) })
        {
            double share = Math.Pow(weight, beta) / sum;
            Assert.Equal(draws * share, counts[item], 4 * Math.Sqrt(draws * share * (1 - share)));
        }
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(1.0)]
    public void Next_LikedItems_AreNotDrawn(double beta)
    {
        int[] counts = Count(1, beta, 1000);

        Assert.Equal([0, 0], counts[..2]);
        Assert.True(counts[2] > 100 && counts[3] > 100);
    }

    [Fact]
    public void Next_BetaZero_DrawsWhatAUniformDrawDoes()
    {
        // Runs that were made before there was a beta have to come out the same: one number for each draw.
        var sampler = new NegativeSampler(Positives);
        Rng rng = new(3), plain = new(3);
        for (int i = 0; i < 100; i++)
        {
            int expected = plain.NextInt(4);
            while (expected <= 1) expected = plain.NextInt(4);

            Assert.Equal(expected, sampler.Next(1, rng));
        }
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.75)]
    public void Next_WithoutRoomForBits_DrawsTheSame(double beta)
    {
        NegativeSampler bits = new(Positives, beta), lists = new(Positives, beta, maxBits: 0);
        Rng one = new(3), other = new(3);

        for (int i = 0; i < 500; i++) Assert.Equal(bits.Next(i % 9, one), lists.Next(i % 9, other));
    }

    [Fact]
    public void NeuMf_NegativeBeta_ReachesItsBatches()
    {
        PreparedData data = Checkerboard.Create();
        long[] Items(double beta)
        {
            var model = new NeuMf(new NeuMfOptions { NegativeBeta = beta }, data, new WeightSet(new Rng(1)));
            return [.. model.CreateBatcher(data, seed: 1).Epoch(0).SelectMany(batch => batch.Columns[FeedNames.Items].Values is long[] items ? items : [])];
        }

        Assert.Equal(Items(0), Items(0));
        Assert.NotEqual(Items(0), Items(1));
    }

    private static int[] Count(int user, double beta, int draws)
    {
        var sampler = new NegativeSampler(Positives, beta);
        var rng = new Rng(2);
        int[] counts = new int[4];
        for (int i = 0; i < draws; i++) counts[sampler.Next(user, rng)]++;
        return counts;
    }
}
