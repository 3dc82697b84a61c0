using OnnxRecs.Data;
using OnnxRecs.Metrics;

namespace OnnxRecs.Tests.Core.Metrics;

public sealed class FullRankingTests
{
    private const int UserCount = 600; // more than two blocks
    private const int ItemCount = 7;

    /// <summary>User u has seen item u % 7 in training and item (u + 1) % 7 in validation.</summary>
    private static readonly PreparedData Data = Make();

    [Fact]
    public void Rank_EqualScores_GoByIndexWithoutTheSeenOnes()
    {
        int[][] lists = FullRanking.Rank(Data, Phase.Validation, [2, 0], k: 3, (_, scores) => scores.Span.Fill(1)).Lists;

        Assert.Equal([[0, 1, 3], [1, 2, 3]], lists);
    }

    [Fact]
    public void Rank_TestPhase_MasksValidationToo()
    {
        int[][] lists = FullRanking.Rank(Data, Phase.Test, [0], k: 10, (_, scores) => scores.Span.Fill(1)).Lists;

        Assert.Equal([2, 3, 4, 5, 6], lists[0]); // shorter than k
    }

    [Fact]
    public void Rank_SeveralBlocks_AgreesWithSortingEachUserAlone()
    {
        int[] users = [.. Enumerable.Range(0, UserCount).Reverse()];

        int[][] lists = FullRanking.Rank(Data, Phase.Validation, users, k: 4, (block, scores) =>
        {
            for (int i = 0; i < block.Length; i++)
            {
                for (int item = 0; item < ItemCount; item++) scores.Span[i * ItemCount + item] = Score(block[i], item);
            }
        }).Lists;

        for (int i = 0; i < users.Length; i++)
        {
            int user = users[i];
            Assert.Equal(Enumerable.Range(0, ItemCount).Where(item => item != user % ItemCount).OrderByDescending(item => Score(user, item)).Take(4), lists[i]);
        }
    }

    [Fact]
    public void Rank_NotANumber_NamesUserAndItem()
    {
        var error = Assert.Throws<ArithmeticException>(() => FullRanking.Rank(Data, Phase.Validation, [8, 9], 3, (_, scores) =>
        {
            scores.Span.Clear();
            scores.Span[ItemCount + 5] = float.NaN;
        }));

        Assert.Equal("User 9: the score of item 5 is not a number.", error.Message);
    }

    [Fact]
    public void Rank_NegativeInfinity_ExcludesAnItem() =>
        Assert.Equal([[1]], FullRanking.Rank(Data, Phase.Validation, [0], 3, (_, scores) =>
        {
            scores.Span.Fill(float.NegativeInfinity);
            scores.Span[1] = -5;
        }).Lists);

    [Fact]
    public void Rank_Auc_IsThatOfTheUnseenItems()
    {
        // User 0 has seen 0 and 1 before the test and looks for 2; 3 and 4 score more, 5 and 6 less.
        float[] auc = FullRanking.Rank(Data, Phase.Test, [0], 3, Scores(9, 9, 5, 7, 6, 1, 2)).Auc;

        Assert.Equal([2f / 4], auc);
    }

    [Fact]
    public void Rank_Ranks_AreThoseOfTheTargetsAmongTheUnseen()
    {
        // User 0 looks for 2: 3 scores more, 4 as much but has the higher index, 0 and 1 have been seen.
        Assert.Equal([[1]], FullRanking.Rank(Data, Phase.Test, [0], 3, Scores(9, 9, 5, 7, 5, 1, 2)).Ranks);
    }

    [Fact]
    public void Rank_Negatives_AreRankedWithTheTargets()
    {
        // The target 2 is named among the negatives and competes with nobody but 5 and 3; 1 has been seen.
        FullRankingResult result = FullRanking.Rank(Data, Phase.Test, [0], 3, Scores(9, 9, 5, 7, 6, 5, 2), negatives: [[5, 2, 1, 3]]);

        Assert.Equal([[3, 2, 5]], result.SampledLists);
        Assert.Null(result.RatedLists);
    }

    [Fact]
    public void Rank_NegativesOfTooFewUsers_Throws() =>
        Assert.Throws<ArgumentException>(() => FullRanking.Rank(Data, Phase.Test, [0, 1], 3, (_, scores) => scores.Span.Clear(), negatives: [[1]]));

    [Fact]
    public void Rank_Rated_OrdersWhatTheUserRatesWhetherLikedOrNot()
    {
        // In the test part user 0 dislikes 3, likes 4 and 5, rates 4 twice, and meets 1 again, which was known.
        Interactions test = Interactions.Create([0, 0, 0, 0, 0], [3, 4, 5, 4, 1], [1, 5, 5, 5, 5], [3, 4, 5, 6, 7], UserCount, ItemCount);
        var data = new PreparedData(Data.Facts, Data.Split with { Test = test }, 4);

        FullRankingResult result = FullRanking.Rank(data, Phase.Test, [0, 1], 3, Scores(9, 9, 5, 7, 6, 8, 2), rated: true);

        Assert.Equal([[5, 3, 4], []], result.RatedLists);
        Assert.Null(result.SampledLists);
        // 4 and 5 are sought; 2, 3 and 6 are the others: 6 is above 2 of them, 8 above all 3.
        Assert.Equal(5f / 6, result.Auc[0]);
        Assert.True(float.IsNaN(result.Auc[1]));
    }

    [Fact]
    public void Rank_Events_StandAmongAllItemsSeenOrNot()
    {
        // In the test part user 0 dislikes 3, likes 4 and 5, the latter twice, and 1 again, which was known; user 1 likes 2.
        Interactions test = Interactions.Create([0, 0, 0, 0, 0, 1], [3, 4, 5, 5, 1, 2], [1, 5, 5, 4, 5, 5], [3, 4, 5, 6, 7, 3], UserCount, ItemCount);
        var data = new PreparedData(Data.Facts, Data.Split with { Test = test }, 4);

        int[][]? ranks = FullRanking.Rank(data, Phase.Test, [0, 1], 3, Scores(9, 9, 5, 7, 9, 8, float.NegativeInfinity), events: true).EventRanks;

        // 4 scores as much as 0 and 1, which come before it; 0, 1 and 4 are above 5; 0 is before 1. Five items are above 2.
        Assert.Equal([[2, 3, 3, 1], [5]], ranks);
        int[][]? excluded = FullRanking.Rank(data, Phase.Test, [1], 3, Scores(1, 1, float.NegativeInfinity, 1, 1, 1, 1), events: true).EventRanks;
        Assert.Equal([[int.MaxValue]], excluded);
    }

    [Fact]
    public void Rank_SeenMoreThanOnce_IsMaskedOnce()
    {
        Interactions train = Interactions.Create([0, 0, 0], [0, 0, 0], [5, 5, 5], [0, 1, 2], UserCount, ItemCount);
        var data = new PreparedData(Data.Facts, Data.Split with { Train = train }, 4);

        FullRankingResult result = FullRanking.Rank(data, Phase.Test, [0], 9, Scores(9, 9, 5, 7, 6, 5, 2));

        Assert.Equal([[3, 4, 2, 5, 6]], result.Lists);
        Assert.Equal([(1 + 0.5f) / 4], result.Auc);
    }

    /// <summary>The same scores for everybody.</summary>
    private static ScoreUsers Scores(params float[] row) => (users, scores) =>
    {
        for (int i = 0; i < users.Length; i++) row.CopyTo(scores.Slice(i * ItemCount, ItemCount));
    };

    // Few distinct values, so that ties occur.
    private static float Score(int user, int item) => (user * 31 + item * 17) % 5;

    private static PreparedData Make()
    {
        int[] users = [.. Enumerable.Range(0, UserCount)];
        Interactions At(int shift, long time) => Interactions.Create(
            users, Array.ConvertAll(users, user => (user + shift) % ItemCount), Array.ConvertAll(users, _ => 5f), Array.ConvertAll(users, _ => time), UserCount, ItemCount);
        var split = new Split(At(0, 1), At(1, 2), At(2, 3), "by hand");
        string[] items = [.. Enumerable.Range(0, ItemCount).Select(item => $"i{item}")];
        var catalog = new ItemCatalog(items, new int[ItemCount], [], [.. items.Select(_ => Array.Empty<int>())]);
        var ids = new IdMap(users.Select(user => $"u{user}"));
        return new PreparedData(new DatasetFacts("made", "none", ValueKind.Rating, ids, new IdMap(items), catalog), split, 4);
    }
}
