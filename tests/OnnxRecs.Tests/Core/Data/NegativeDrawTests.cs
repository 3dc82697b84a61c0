using OnnxRecs.Data;

namespace OnnxRecs.Tests.Core.Data;

public sealed class NegativeDrawTests
{
    private const int UserCount = 2000;
    private const int ItemCount = 40;

    // User u meets item u % 10 in training, 10 + u % 3 in validation and 20 in the test. Items 0 .. 9 have 200 training events each.
    private static readonly PreparedData Data = Make();
    private static readonly int[] Users = [.. Enumerable.Range(0, UserCount)];

    [Theory]
    [InlineData(0.0, 5)]
    [InlineData(0.75, 5)]
    [InlineData(1.0, 30)]
    public void Draw_IsDistinctAndUnmet(double beta, int count)
    {
        int[][] negatives = NegativeDraw.Draw(Data, Users, count, beta, seed: 1);

        foreach (int user in Users)
        {
            Assert.Equal(count, negatives[user].Distinct().Count());
            Assert.Equal(negatives[user].Order(), negatives[user]);
            Assert.DoesNotContain(negatives[user], item => item == user % 10 || item == 10 + user % 3 || item == 20);
        }
    }

    [Fact]
    public void Draw_MoreThanThereAre_GivesAllUnmet()
    {
        int[] expected = [.. Enumerable.Range(0, ItemCount).Where(item => item is not (4 or 11 or 20))];

        Assert.Equal([expected], NegativeDraw.Draw(Data, [4], 1000, beta: 1, seed: 1));
    }

    [Fact]
    public void Draw_FoldIn_HasBeenMet()
    {
        // User 1 has nothing in training but item 30 in the fold-in part.
        Interactions train = Data.Split.Train.Where(i => Data.Split.Train.Users[i] != 1);
        Interactions foldIn = Interactions.Create([1], [30], [5], [0], UserCount, ItemCount);
        var data = new PreparedData(Data.Facts, Data.Split with { Train = train, FoldIn = foldIn }, 4);

        Assert.DoesNotContain(30, NegativeDraw.Draw(data, [1], 1000, beta: 0, seed: 1)[0]);
    }

    [Fact]
    public void Draw_DependsOnSeedAndUserOnly()
    {
        int[][] all = NegativeDraw.Draw(Data, Users, 5, beta: 1, seed: 1);

        Assert.Equal([all[7], all[3], all[7]], NegativeDraw.Draw(Data, [7, 3, 7], 5, beta: 1, seed: 1));
        Assert.NotEqual(all, NegativeDraw.Draw(Data, Users, 5, beta: 1, seed: 2));
        Assert.NotEqual(all[3], all[13]); // the same parts, another stream
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.5)]
    [InlineData(1.0)]
    public void Draw_One_FollowsPopularityToThePowerOfBeta(double beta)
    {
        int[] counts = new int[ItemCount];
        for (ulong seed = 0; seed < 20; seed++)
        {
            foreach (int[] negatives in NegativeDraw.Draw(Data, Users, 1, beta, seed)) counts[negatives[0]]++;
        }

        // By items 0 .. 9 all users lose one of weight 201^beta, and two or three of weight 1: of 9 * 201^beta + 28 each item has its weight. Ten
        // items share a tenth of the users less: 9/10 of the draws.
        double popular = Math.Pow(201, beta), draws = 20.0 * UserCount, sum = 9 * popular + 28;
        AssertShare(0.9 * popular / sum, counts[..10]);
        AssertShare(2.0 / 3 / sum, counts[10..13]);
        AssertShare(1 / sum, counts[13..20]);
        AssertShare(1 / sum, counts[21..]);
        Assert.Equal(0, counts[20]);

        void AssertShare(double share, int[] found)
        {
            // Sum of (found - expected)^2 / expected: about as many as there are items, standard deviation sqrt(2 n).
            double expected = draws * share, square = found.Sum(count => (count - expected) * (count - expected) / expected);
            Assert.InRange(square, 0, found.Length + 4 * Math.Sqrt(2 * found.Length));
        }
    }

    [Fact]
    public void Draw_MostOfThem_FollowsTheSameChancesAsOneByOne()
    {
        // Beta 4 leaves hardly any chance to items 10 and above, so they are drawn by looking at all that is left; each is as likely as the others.
        int[] counts = new int[ItemCount];
        foreach (int[] negatives in NegativeDraw.Draw(Data, Users, 12, beta: 4, seed: 1))
        {
            foreach (int item in negatives) counts[item]++;
        }

        // All 9 popular ones that a user has not met, and 3 of the 28 others: each of 26 (13 .. 19, 21 .. 39) by a share of 3/28.
        Assert.All(counts[..10], count => Assert.Equal(0.9 * UserCount, count));
        double expected = UserCount * 3.0 / 28;
        Assert.All(counts[21..], count => Assert.InRange(count, expected - 4 * Math.Sqrt(expected), expected + 4 * Math.Sqrt(expected)));
    }

    private static PreparedData Make()
    {
        int[] users = [.. Enumerable.Range(0, UserCount)];
        Interactions Part(Func<int, int> item, long time) => Interactions.Create(
            users, Array.ConvertAll(users, user => item(user)), Array.ConvertAll(users, _ => 5f), Array.ConvertAll(users, _ => time), UserCount, ItemCount);
        string[] items = [.. Enumerable.Range(0, ItemCount).Select(item => $"i{item}")];
        var catalog = new ItemCatalog(items, new int[ItemCount], [], [.. items.Select(_ => Array.Empty<int>())]);
        var facts = new DatasetFacts("made", "none", ValueKind.Rating, new IdMap(users.Select(user => $"u{user}")), new IdMap(items), catalog);
        return new PreparedData(facts, new Split(Part(user => user % 10, 1), Part(user => 10 + user % 3, 2), Part(_ => 20, 3), "by hand"), 4);
    }
}
