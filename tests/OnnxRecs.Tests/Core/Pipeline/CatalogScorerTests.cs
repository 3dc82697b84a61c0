using OnnxRecs.Numerics;
using OnnxRecs.Pipeline;

namespace OnnxRecs.Tests.Core.Pipeline;

public sealed class CatalogScorerTests
{
    private const int UserCount = 70;
    private const int ItemCount = 5000;

    [Fact]
    public void Score_Retrieval_IsTheInnerProductOfTheTowers()
    {
        // User u is (u, 1), item i is (2, i): 2u + i.
        float[] scores = Score(Towers(u => [u, 1], i => [2, i]), [3, 0]);

        Assert.Equal(Enumerable.Range(0, ItemCount).Select(i => 6f + i).Concat(Enumerable.Range(0, ItemCount).Select(i => (float)i)), scores);
    }

    [Fact]
    public void Score_UserAmongOthers_HasTheSameBits()
    {
        Dictionary<string, IModelRunner> towers = Towers(u => [MathF.Sin(u), 1 / 3f], i => [MathF.Cos(i), 1f / (i + 1)]);
        float[] together = Score(towers, [.. Enumerable.Range(0, UserCount)]);

        for (int user = 0; user < UserCount; user += 23) Assert.Equal(Score(towers, [user]), together[(user * ItemCount)..((user + 1) * ItemCount)]);
    }

    [Fact]
    public void Score_Ranker_IsAskedForEveryItemInSmallBlocks()
    {
        int most = 0;
        var ranker = new FakeRunner([FakeRunner.User(UserCount), FakeRunner.Items(ItemCount)], new TensorInfo("scores", ["B", "N"]), feeds =>
        {
            long[] users = feeds[FeedNames.User], items = feeds[FeedNames.Items];
            most = Math.Max(most, items.Length);
            return [.. items.Select((item, i) => users[i / ItemCount] * 10_000f + item)];
        });

        float[] scores = Score(new Dictionary<string, IModelRunner> { ["model"] = ranker }, [.. Enumerable.Range(0, UserCount)]);

        Assert.Equal(Enumerable.Range(0, scores.Length).Select(i => i / ItemCount * 10_000f + i % ItemCount), scores);
        Assert.InRange(most, ItemCount, 1 << 15); // 6 users at a time: 12 runs
        Assert.Equal(12, ranker.Runs);
    }

    private static float[] Score(Dictionary<string, IModelRunner> graphs, int[] users)
    {
        float[] scores = new float[users.Length * ItemCount];
        CatalogScorer.Of(graphs, ItemCount).Score(Array.ConvertAll(users, user => new Query(user, [], [], 1)), scores);
        return scores;
    }

    private static Dictionary<string, IModelRunner> Towers(Func<long, float[]> user, Func<long, float[]> item) => new()
    {
        ["user"] = new FakeRunner([FakeRunner.User(UserCount)], new TensorInfo("vector", ["B", "2"]), feeds => [.. feeds[FeedNames.User].SelectMany(user)]),
        ["item"] = new FakeRunner([new TensorInfo(FeedNames.Items, ["N"], ItemCount)], new TensorInfo("vectors", ["N", "2"]), feeds => [.. feeds[FeedNames.Items].SelectMany(item)]),
    };
}
