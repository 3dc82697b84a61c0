using OnnxRecs.Metrics;

namespace OnnxRecs.Tests.Core.Metrics;

public sealed class EvaluatorTests
{
    // Hits: user 0: 1 0 1 of 2 targets; user 1: 0 0 of 1; user 2 has no targets.
    private static readonly int[][] Lists = [[5, 1, 3], [0, 2], [4]];
    private static readonly int[][] Targets = [[3, 5], [4], []];

    [Theory]
    [InlineData("HR", 3, (1.0 + 0) / 2)]
    [InlineData("recall", 1, (1.0 / 2 + 0) / 2)]
    [InlineData("recall", 3, (1.0 + 0) / 2)]
    [InlineData("NDCG", 3, 0.9197207891481876 / 2)]
    [InlineData("MAP", 3, (1.0 + 2.0 / 3) / 2 / 2)]
    [InlineData("MRR", 3, (1.0 + 0) / 2)]
    public void Evaluate_AveragesOverUsersWithTargets(string metric, int k, double expected)
    {
        EvaluationRow row = Evaluator.Evaluate("model", "m", Lists, Targets, [1, 3], itemCount: 6).Single(row => row.Metric == metric && row.K == k);

        Assert.Equal(expected, row.Value, 12);
        Assert.Equal(("model", "m", "all", 2), (row.Stage, row.Model, row.Group, row.Users));
    }

    [Fact]
    public void Evaluate_CoverageCountsAllLists()
    {
        EvaluationRow row = Evaluator.Evaluate("model", "m", Lists, Targets, [3], itemCount: 8).Single(row => row.Metric == "coverage");

        Assert.Equal((6.0 / 8, 3), (row.Value, row.Users));
    }

    [Fact]
    public void Evaluate_NoUserHasTargets_HasNoRowsOfListMetrics()
    {
        EvaluationRow[] rows = Evaluator.Evaluate("model", "m", [[1]], [[]], [1], itemCount: 2, group: "new");

        Assert.Equal(["coverage"], rows.Select(row => row.Metric));
        Assert.Equal("new", rows[0].Group);
    }

    [Fact]
    public void Evaluate_RowsComeByMetricThenCutOff()
    {
        EvaluationRow[] rows = Evaluator.Evaluate("model", "m", Lists, Targets, [1, 3], itemCount: 6);

        Assert.Equal(MetricCatalog.Names.SelectMany(name => new[] { (name, 1), (name, 3) }), rows.Select(row => (row.Metric, row.K)));
    }

    [Fact]
    public void Evaluate_ListRepeatsAnItem_IsRefused()
    {
        var error = Assert.Throws<ArgumentException>(() => Evaluator.Evaluate("model", "m", [[1, 1]], [[1]], [2], itemCount: 2));

        Assert.StartsWith("List 0 names item 1 twice.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Evaluate_BadInput_IsRefused()
    {
        Assert.Throws<ArgumentException>(() => Evaluator.Evaluate("model", "m", [[2]], [[1]], [1], itemCount: 2));
        Assert.Throws<ArgumentException>(() => Evaluator.Evaluate("model", "m", [[1]], [[2]], [1], itemCount: 2));
        Assert.Throws<ArgumentException>(() => Evaluator.Evaluate("model", "m", [[1]], [[1, 1]], [1], itemCount: 2));
        Assert.Throws<ArgumentException>(() => Evaluator.Evaluate("model", "m", [[1]], [], [1], itemCount: 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => Evaluator.Evaluate("model", "m", [[1]], [[1]], [0], itemCount: 2));
    }
}
