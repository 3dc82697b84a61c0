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
        int[][] lists = FullRanking.Rank(Data, Phase.Validation, [2, 0], k: 3, (_, scores) => scores.Span.Fill(1));

        Assert.Equal([[0, 1, 3], [1, 2, 3]], lists);
    }

    [Fact]
    public void Rank_TestPhase_MasksValidationToo()
    {
        int[][] lists = FullRanking.Rank(Data, Phase.Test, [0], k: 10, (_, scores) => scores.Span.Fill(1));

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
        });

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
        }));

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
