using OnnxRecs.Artifacts;
using OnnxRecs.Config;
using OnnxRecs.Data;
using OnnxRecs.Metrics;
using OnnxRecs.Tests.Support;

namespace OnnxRecs.Tests.Core.Metrics;

public sealed class SampledNegativesTests
{
    private const int ItemCount = 60;

    // User u met items u and u + 1 in training and u + 2 in the test; everybody liked item 59.
    private static readonly PreparedData Data = MadeData.Of(
        ItemCount, [.. Enumerable.Range(0, 50).Select(user => new[] { user, user + 1, 59 })], [.. Enumerable.Range(0, 50).Select(user => new[] { user + 2 })]);

    private static readonly int[] Users = Data.UsersWithTargets(Phase.Test);

    [Theory]
    [InlineData(10, 0)]
    [InlineData(10, 1)]
    [InlineData(40, 0)] // most of what is left
    [InlineData(40, 1)]
    public void Of_Drawn_AreDistinctUnmetAndAsManyAsAsked(int count, double beta)
    {
        SampledNegatives negatives = Draw(count, beta);

        Assert.Equal($"sampled ({count})", negatives.StageName);
        Assert.All(Users, user =>
        {
            Assert.Equal(count, negatives.Items[user].Distinct().Count());
            Assert.Empty(negatives.Items[user].Intersect([user, user + 1, user + 2, 59]));
        });
    }

    [Fact]
    public void Of_MoreThanThereAre_GivesAll() => Assert.Equal(ItemCount - 4, Draw(500, 0).Items[0].Length);

    [Fact]
    public void Of_SameSeed_GivesTheSameAndAnotherSeedOthers()
    {
        Assert.Equal(Draw(10, 0).Items, Draw(10, 0).Items);
        Assert.NotEqual(Draw(10, 0).Items[0], Draw(10, 0, seed: 43).Items[0]);
        Assert.NotEqual(Draw(10, 0).Items[3], Draw(10, 0).Items[4]);
    }

    [Fact]
    public void Of_Beta_PrefersThePopularOnes()
    {
        // Item 0 is liked by one user, items 1 .. 49 by two, 50 by one and 51 .. 58 by nobody: those count as liked once.
        static double ShareLikedByTwo(SampledNegatives negatives) => negatives.Items.Average(items => (double)items.Count(item => item is > 0 and < 50) / items.Length);

        Assert.True(ShareLikedByTwo(Draw(10, 2)) > ShareLikedByTwo(Draw(10, 0)) + 0.05);
    }

    [Fact]
    public void Of_Published_TakesThose()
    {
        int[][] published = [.. Enumerable.Range(0, 50).Select(user => new[] { (user + 5) % ItemCount })];
        var data = new PreparedData(Data.Facts, Data.Split, 4, published);

        var negatives = SampledNegatives.Of(data, [2, 7], new RunFacts(data), new PipelineConfig { Evaluate = new EvaluateOptions { SampledNegatives = 99 } });

        Assert.Equal([[7], [12]], negatives.Items);
        Assert.Equal("sampled (published)", negatives.StageName);
    }

    [Fact]
    public void Save_KeepsUsersAndItems()
    {
        using var folder = new TempFolder();

        Draw(3, 0).Save(folder["n.bin"], Users);

        var file = BlockFile.Read(folder["n.bin"]);
        Assert.Equal(Users, file.Get<int>("users"));
        Assert.Equal(Draw(3, 0).Items[1], file.Get<int>("items")[3..6]);
    }

    private static SampledNegatives Draw(int count, double beta, int seed = 42) => SampledNegatives.Of(
        Data, Users, new RunFacts(Data), new PipelineConfig { Seed = seed, Evaluate = new EvaluateOptions { SampledNegatives = count, SampledBeta = beta } });
}
