using FsCheck;
using FsCheck.Fluent;
using OnnxRecs.Metrics;
using OnnxRecs.Metrics.Beyond;
using OnnxRecs.Tests.Support;

namespace OnnxRecs.Tests.Core.Metrics;

public sealed class EvaluatorTests
{
    private static readonly RunFacts Facts = new(MadeData.Of(6, [[0], [0], [0]]));

    // Hits: user 0: 1 0 1 of 2 targets; user 1: 0 0 of 1; user 2 has no targets.
    private static readonly int[][] Lists = [[5, 1, 3], [0, 2], [4]];
    private static readonly Targets Targets = new([[3, 5], [4], []]);

    [Fact]
    public void Judge_GivesEachUserAValue()
    {
        UserValues values = Evaluator.Judge(Lists, Targets, [0, 1, 2], Facts, [new(new Recall(), 1), new(new Recall(), 3), new(new AveragePopularity(), 2)]);

        Assert.Equal(["recall@1", "recall@3", "ARP@2"], values.Labels);
        Assert.Equal([1.0 / 2, 0, double.NaN], values["recall@1"]);
        Assert.Equal([2.0 / 2, 0, double.NaN], values["recall@3"]);
        Assert.Equal([0, 3.0 / 2, 0], values["ARP@2"]); // no targets needed; all three like item 0
        Assert.Throws<KeyNotFoundException>(() => values["recall@2"]);
    }

    [Fact]
    public void MeanOf_LeavesOutUsersWithoutAValue()
    {
        Assert.Equal((2.0, 2), UserValues.MeanOf([1, double.NaN, 3]));
        Assert.Equal((double.NaN, 0), UserValues.MeanOf([double.NaN]));
    }

    [Fact]
    public void Judge_ManyUsers_AgreesWithOneAtATime()
    {
        int[] users = [.. Enumerable.Range(0, 300)];
        RunFacts facts = new(MadeData.Of(50, [.. users.Select(user => new[] { user % 50 })]));
        int[][] lists = [.. users.Select(user => Enumerable.Range(0, 20).Select(rank => (user * 7 + rank * 3) % 50).ToArray())];
        var targets = new Targets([.. users.Select(user => Enumerable.Range(0, user % 4).Select(i => (user + i * 11) % 50).ToArray())]);
        Measure[] measures = Measure.Of(MetricCatalog.Lists, [5, 10]);

        UserValues together = Evaluator.Judge(lists, targets, users, facts, measures);

        foreach (int user in users)
        {
            UserValues alone = Evaluator.Judge([lists[user]], new Targets([targets.Items[user]]), [user], facts, measures);
            Assert.Equal(alone.Values.Select(row => row[0]), together.Values.Select(row => row[user]));
        }
    }

    [Fact]
    public void Judge_AnyList_AccuracyIsWithin0And1AndAPerfectListHas1() => Properties.Hold(Runs, run =>
    {
        Measure[] measures = Measure.Of(MetricCatalog.Lists.Where(metric => metric.IsAccuracy), [1, 3, 10]);
        double[][] values = Evaluator.Judge([run.List], new Targets([run.Targets]), [0], new RunFacts(MadeData.Of(20, [[0]])), measures).Values;
        double[][] perfect = Evaluator.Judge([run.Targets], new Targets([run.Targets]), [0], new RunFacts(MadeData.Of(20, [[0]])), measures).Values;

        Assert.All(values, row => Assert.InRange(row[0], 0, 1 + 1e-12));
        for (int m = 0; m < measures.Length; m++)
        {
            Assert.True(values[m][0] <= perfect[m][0] + 1e-12, $"{measures[m].Label}: {values[m][0]} is better than {perfect[m][0]} of a perfect list");
            if (measures[m].Metric.Name is "HR" or "recall-min" or "NDCG" or "NDCG-graded" or "MAP" or "MRR") Assert.Equal(1, perfect[m][0], 12);
        }
    });

    [Fact]
    public void Judge_ListRepeatsAnItem_IsRefused()
    {
        var error = Assert.Throws<ArgumentException>(() => Judge([[1, 1]], [[1]], 2));

        Assert.StartsWith("List 0 names item 1 twice.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Judge_BadInput_IsRefused()
    {
        Assert.Throws<ArgumentException>(() => Judge([[6]], [[1]], 1));
        Assert.Throws<ArgumentException>(() => Judge([[1]], [[6]], 1));
        Assert.Throws<ArgumentException>(() => Judge([[1]], [[1, 1]], 1));
        Assert.Throws<ArgumentException>(() => Judge([[1]], [], 1));
        Assert.Throws<ArgumentException>(() => Judge([[1], [2]], [[1], [2]], 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Judge([[1]], [[1]], 0));
    }

    /// <summary>Distinct items of a catalogue of 20, and at least one target.</summary>
    private static Gen<(int[] List, int[] Targets)> Runs =>
        from list in Gen.Shuffle(Enumerable.Range(0, 20))
        from targets in Gen.Shuffle(Enumerable.Range(0, 20))
        from length in Gen.Choose(0, 20)
        from count in Gen.Choose(1, 20)
        select (list.Take(length).ToArray(), targets.Take(count).ToArray());

    private static void Judge(int[][] lists, int[][] targets, int k) => Evaluator.Judge(lists, new Targets(targets), [0], Facts, [new Measure(new Recall(), k)]);
}
