using OnnxRecs.Pipeline;
using OnnxRecs.Rank.Rerank;
using OnnxRecs.Rank.Rerank.Terms;

namespace OnnxRecs.Tests.Rank.Rerank.Terms;

public class XquadTermTests
{
    // Items 0 and 1 are of genre 0, 2 of genre 1, 3 of both, 4 of none.
    private static readonly GenreTaste Taste = new([[0], [0], [1], [0, 1], []], 2);

    [Fact]
    public void Gains_FollowTheHistoryAndWhatIsCovered()
    {
        ISlateTermRun run = new XquadTerm(Taste, 0.5).CreateRun(new SharedRows());
        run.Start(new Query(0, [0, 1, 2, 4], [], 4), [0, 1, 2, 3, 4]);
        // P(genre | user) is 2/3 and 1/3; item 3 stands for each by a half: 2/3 * 1/2 + 1/3 * 1/2.
        Assert.Equal([2 / 3.0, 2 / 3.0, 1 / 3.0, 0.5, 0], Rounded(run));

        run.Choose(3);
        // A half of each genre is still open.
        Assert.Equal([1 / 3.0, 1 / 3.0, 1 / 6.0], Rounded(run)[..3]);

        run.Choose(0);
        // Nothing of genre 0 is.
        Assert.Equal([0, 1 / 6.0], Rounded(run)[1..3]);
    }

    [Fact]
    public void Apply_GenreNotCovered_ComesBeforeTheBetter()
    {
        // Relevance 1, .9, 0. First 0: .5 + .5 * 1/2. Then genre 0 is covered, 1: .45, 2: 0 + .5 * 1/2; with lambda .8 it is .18 and .4.
        var items = new ScoredItems([0, 1, 2], [20, 19, 10]);
        Assert.Equal([0, 1, 2], new Slate([new XquadTerm(Taste, 0.5)]).Apply(new Query(0, [0, 2], [], 3), items).Items);
        ScoredItems list = new Slate([new XquadTerm(Taste, 0.8)]).Apply(new Query(0, [0, 2], [], 3), items);
        Assert.Equal([0, 2, 1], list.Items);
        Assert.Equal([0.6, 0.4, 0.18], Array.ConvertAll(list.Scores, score => Math.Round(score, 5)));
    }

    [Theory]
    [InlineData(new int[0])]
    [InlineData(new[] { 4 })]
    public void Apply_HistoryTellsNothing_KeepsTheOrder(int[] history) =>
        Assert.Equal([2, 1, 0], new Slate([new XquadTerm(Taste, 0.9)]).Apply(new Query(0, history, [], 3), new ScoredItems([2, 1, 0], [3, 2, 1])).Items);

    private static double[] Rounded(ISlateTermRun run) => [.. run.Gains.ToArray().Select(gain => Math.Round(gain * 6, 9) / 6)];
}
