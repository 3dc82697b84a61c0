using OnnxRecs.Data;
using OnnxRecs.Models;
using OnnxRecs.Numerics;
using OnnxRecs.Ops;

namespace OnnxRecs.Tests.Models;

public sealed class RecencySamplerTests
{
    // User 0 likes ten items, user 1 none, user 2 one, user 3 two.
    private static readonly Interactions Likes = Interactions.Create(
        [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 3, 3], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 4, 8, 2], [.. Enumerable.Repeat(5f, 13)], [.. Enumerable.Range(0, 13).Select(i => (long)i)], 4, 10);

    [Fact]
    public void Draw_NoHalfLife_IsEachOnceAndLeavesTheRandomNumbers()
    {
        Rng rng = new(3), untouched = new(3);

        Assert.Equal(Enumerable.Range(0, Likes.Count), new RecencySampler(Likes, 0).Draw(rng));
        Assert.Equal(untouched.NextUInt64(), rng.NextUInt64());
    }

    [Theory]
    [InlineData(1e-6)] // 2^(-age / half-life) is 0 but for the newest
    [InlineData(0.05)]
    [InlineData(0.5)]
    [InlineData(10.0)]
    public void Draw_EachLikeComesAsOftenAsItsWeightSays(double halfLife)
    {
        const int epochs = 5000;
        var sampler = new RecencySampler(Likes, halfLife);
        int[] counts = new int[Likes.Count];
        double[] expected = [.. Expected(10, halfLife), 1, .. Expected(2, halfLife)];
        for (int epoch = 0; epoch < epochs; epoch++)
        {
            int[] drawn = sampler.Draw(new Rng(7, 0, (ulong)epoch));
            Assert.Equal(Likes.Users, drawn.Select(like => Likes.Users[like]));
            for (int like = 0; like < counts.Length; like++)
            {
                int times = drawn.Count(one => one == like);
                Assert.InRange(times, Math.Floor(expected[like] - 1e-9), Math.Ceiling(expected[like] + 1e-9));
                counts[like] += times;
            }
        }
        for (int like = 0; like < counts.Length; like++)
        {
            double part = expected[like] - Math.Floor(expected[like]);
            Assert.Equal(epochs * expected[like], counts[like], 4 * Math.Sqrt(epochs * part * (1 - part)) + 1e-6);
        }
    }

    [Fact]
    public void Draw_SameRandomNumbers_IsTheSame() =>
        Assert.Equal(new RecencySampler(Likes, 0.1).Draw(new Rng(5)), new RecencySampler(Likes, 0.1).Draw(new Rng(5)));

    [Fact]
    public void Batches_OfNcf_HoldNewLikesMoreOften()
    {
        PreparedData data = Checkerboard.Create();
        var model = new Gmf(new GmfOptions { RecencyHalfLife = 0.1, UnknownUserRate = 0 }, data, new WeightSet(new Rng(1)));
        IBatcher batcher = model.CreateBatcher(data, seed: 1);
        int oldest = 0, newest = 0, examples = 0;
        for (int epoch = 0; epoch < 20; epoch++)
        {
            foreach (Batch batch in batcher.Epoch(epoch))
            {
                (long[] users, long[] items) = ((long[])batch.Columns["user"].Values, (long[])batch.Columns["items"].Values);
                for (int row = 0; row < users.Length; row++)
                {
                    int[] liked = data.TrainPositives.HistoryOf((int)users[row]).ToArray();
                    long positive = items[row * (items.Length / users.Length)];
                    Assert.Contains((int)positive, liked);
                    if (positive == liked[0]) oldest++;
                    if (positive == liked[^1]) newest++;
                    examples++;
                }
            }
        }
        Assert.Equal(20 * data.TrainPositives.Count, examples);
        Assert.True(newest > 3 * oldest, $"{newest} and {oldest}");
    }

    /// <summary>How often each of a user's likes is drawn in an epoch, oldest first.</summary>
    private static double[] Expected(int count, double halfLife)
    {
        double[] weights = [.. Enumerable.Range(0, count).Select(i => 0.2 + 0.8 * Math.Pow(2, -(count - 1.0 - i) / count / halfLife))];
        return [.. weights.Select(weight => weight * count / weights.Sum())];
    }
}
