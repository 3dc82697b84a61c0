using FsCheck.Fluent;
using OnnxRecs.Metrics;
using OnnxRecs.Metrics.Beyond;
using OnnxRecs.Numerics;
using OnnxRecs.Pipeline;
using OnnxRecs.Rank.Rerank;
using OnnxRecs.Rank.Rerank.Terms;
using OnnxRecs.Tests.Core.Metrics;
using OnnxRecs.Tests.Support;

namespace OnnxRecs.Tests.Rank.Rerank.Terms;

public class CalibratedTermTests
{
    private static readonly GenreTaste Taste = new([[0], [0], [1], [0, 1], []], 2);

    [Fact]
    public void Gains_AreByHowMuchTheDivergenceFalls()
    {
        ISlateTermRun run = new CalibratedTerm(Taste, 0.5).CreateRun(new SharedRows());
        run.Start(new Query(0, [0, 2], [], 4), [0, 1, 2, 3, 4]);
        // p = (1/2, 1/2). Nothing: ln 100 = 4.6052. {0}: 1.9585, as in the metric's example. {3}: 0, the item of both genres being all that is wanted.
        Assert.Equal([2.6467, 2.6467, 2.6467, 4.6052, 0], Rounded(run));

        run.Choose(0);
        // {0, 1} is {0} again; {0, 2} is p; {0, 3}: q = (3/4, 1/4), q~ = (.7475, .2525), 1/2 ln(.5 / .7475) + 1/2 ln(.5 / .2525) = .1406.
        Assert.Equal([0, 1.9585, 1.8180, 0], Rounded(run)[1..]);
    }

    [Fact]
    public void Apply_LambdaOne_BringsTheSharesOfTheHistory()
    {
        var slate = new Slate([new CalibratedTerm(new GenreTaste([[0], [0], [0], [0], [1], [1], [1], [1]], 2), 1)]);
        ScoredItems list = slate.Apply(new Query(0, [0, 1, 2, 4], [], 4), new ScoredItems([4, 5, 6, 7, 0, 1, 2, 3], [8, 7, 6, 5, 4, 3, 2, 1]));
        Assert.Equal(3, list.Items.Count(item => item < 4));
    }

    [Theory]
    [InlineData(new int[0])]
    [InlineData(new[] { 4 })]
    public void Apply_HistoryTellsNothing_KeepsTheOrder(int[] history) =>
        Assert.Equal([2, 1, 0], new Slate([new CalibratedTerm(Taste, 0.9)]).Apply(new Query(0, history, [], 3), new ScoredItems([2, 1, 0], [3, 2, 1])).Items);

    [Fact]
    public void Scores_AnyList_AddUpToTheDivergenceOfTheMetric()
    {
        Properties.Hold(Gen.Choose(0, 1_000_000), seed =>
        {
            var rng = new Rng((ulong)seed);
            int genreCount = 2 + rng.NextInt(10);
            int[][] genres = [.. Enumerable.Range(0, 30).Select(_ => Enumerable.Range(0, genreCount).Where(_ => rng.NextInt(4) == 0).ToArray())];
            int[] history = [.. Enumerable.Range(0, 1 + rng.NextInt(10)).Select(_ => rng.NextInt(30))];
            if (history.All(item => genres[item].Length == 0)) return;
            genres[29] = [.. Enumerable.Range(0, genreCount)];
            int[] items = [.. Enumerable.Range(0, 30)];
            ScoredItems list = new Slate([new CalibratedTerm(new GenreTaste(genres, genreCount), 1)]).Apply(new Query(0, history, [], 6), new ScoredItems(items, new float[30]));

            var facts = new RunFacts(MadeData.Of(30, [history], genres: [.. genres.Take(29), [.. Enumerable.Range(0, genreCount)]]));
            double expected = MadeData.Judge(new CalibrationDivergence(), list.Items, [0], 6, facts);
            Assert.Equal(expected, Math.Log(100) - list.Scores.Sum(score => (double)score), 1e-4);
        });
    }

    private static double[] Rounded(ISlateTermRun run) => [.. run.Gains.ToArray().Select(gain => Math.Round(gain, 4))];
}
