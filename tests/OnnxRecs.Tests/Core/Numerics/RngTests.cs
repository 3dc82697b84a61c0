using OnnxRecs.Numerics;

namespace OnnxRecs.Tests.Core.Numerics;

public sealed class RngTests
{
    [Fact]
    public void Mix_IsTheFinaliserOfSplitMix64() =>
        Assert.Equal(0xe220a8397b1dcdaf, Rng.Mix(0x9e3779b97f4a7c15)); // first output of SplitMix64 with seed 0

    [Fact]
    public void NextUInt64_SameSeed_IsTheSameForEver()
    {
        // From a second implementation of xoshiro256**: a change here would change every sample and every model.
        var rng = new Rng(20260101, stream: 3, step: 7);

        Assert.Equal([14070858178573327839UL, 6192525632358928729UL, 1833536401365380262UL], [rng.NextUInt64(), rng.NextUInt64(), rng.NextUInt64()]);
    }

    [Fact]
    public void Streams_OfEachSeedStreamAndStep_Differ()
    {
        var first = new HashSet<ulong>();
        for (ulong seed = 0; seed < 10; seed++)
        {
            for (ulong stream = 0; stream < 10; stream++)
            {
                for (ulong step = 0; step < 10; step++) Assert.True(first.Add(new Rng(seed, stream, step).NextUInt64()));
            }
        }
    }

    [Fact]
    public void NextInts_AreThoseOfNextInt()
    {
        Rng one = new(3, 4, 5), many = new(3, 4, 5);
        int[] values = new int[37];

        many.NextInts(1000, values);

        Assert.Equal(values.Select(_ => one.NextInt(1000)), values);
        Assert.Equal(one.NextUInt64(), many.NextUInt64());
        Assert.Throws<ArgumentOutOfRangeException>(() => many.NextInts(0, values));
    }

    [Fact]
    public void NextInt_IsUniformAndInRange()
    {
        var rng = new Rng(5);
        int[] counts = new int[7];
        for (int i = 0; i < 70_000; i++) counts[rng.NextInt(7)]++;

        // Standard deviation sqrt(70000 * 1/7 * 6/7) = 93.
        Assert.All(counts, count => Assert.InRange(count, 10_000 - 500, 10_000 + 500));
        Assert.Throws<ArgumentOutOfRangeException>(() => rng.NextInt(0));
    }

    [Fact]
    public void NextGaussian_HasMean0AndVariance1()
    {
        var rng = new Rng(6);
        double[] values = [.. Enumerable.Range(0, 50_000).Select(_ => rng.NextGaussian())];

        Assert.InRange(values.Average(), -0.03, 0.03);
        Assert.InRange(values.Average(value => value * value), 0.96, 1.04);
    }

    [Fact]
    public void NextDouble_StaysBelow1()
    {
        var rng = new Rng(7);

        Assert.All(Enumerable.Range(0, 10_000), _ => Assert.InRange(rng.NextDouble(), 0, 1 - 1e-16));
    }

    [Fact]
    public void Shuffle_KeepsTheValuesAndMovesThem()
    {
        int[] values = [.. Enumerable.Range(0, 100)];

        new Rng(8).Shuffle<int>(values);

        Assert.NotEqual(Enumerable.Range(0, 100), values);
        Assert.Equal(Enumerable.Range(0, 100), values.Order());
    }
}
