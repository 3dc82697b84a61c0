using OnnxRecs.Numerics;

namespace OnnxRecs.Tests.Core.Numerics;

public sealed class RunningTopKTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(5, 3)]
    [InlineData(40, 7)]
    [InlineData(40, 64)]
    [InlineData(300, 1000)]
    [InlineData(5000, 1000)]
    public void Add_InParts_GivesWhatOnePartGives(int k, int part)
    {
        var rng = new Rng(3);
        Func<int, float>[] shapes =
        [
            _ => (float)rng.NextGaussian(),
            i => i, // every score enters
            i => -i,
            _ => rng.NextInt(3), // ties without end
            i => i % 5 == 0 ? float.NegativeInfinity : i % 7 == 0 ? float.NaN : rng.NextInt(100) - 50,
        ];
        foreach (Func<int, float> shape in shapes)
        {
            float[] scores = [.. Enumerable.Range(0, 3001).Select(shape)];
            int[] expected = new int[k];
            expected = expected[..TopK.Select(scores, expected)];

            using var running = new RunningTopK(k);
            for (int from = 0; from < scores.Length; from += part) running.Add(scores.AsSpan(from, Math.Min(part, scores.Length - from)), from);

            Assert.Equal(expected, Items(running.Best()));
        }
    }

    [Fact]
    public void Best_InBetween_IsOfThePartsSoFar()
    {
        using var running = new RunningTopK(2);
        Assert.True(running.Best().IsEmpty);
        running.Add([1], first: 0);
        Assert.Equal([0], Items(running.Best()));
        running.Add([], first: 1);
        running.Add([3, 2], first: 1);
        Assert.Equal([1, 2], Items(running.Best()));
        running.Add([2, 3], first: 3);
        Assert.Equal([1, 4], Items(running.Best()));
    }

    [Fact]
    public void Constructor_NothingWanted_Throws() => Assert.Throws<ArgumentOutOfRangeException>(() => new RunningTopK(0));

    private static int[] Items(ReadOnlySpan<ulong> keys)
    {
        int[] items = new int[keys.Length];
        for (int i = 0; i < items.Length; i++) items[i] = ScoreKey.Item(keys[i]);
        return items;
    }
}
