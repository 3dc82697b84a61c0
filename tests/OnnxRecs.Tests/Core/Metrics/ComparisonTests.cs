using OnnxRecs.Metrics;

namespace OnnxRecs.Tests.Core.Metrics;

public sealed class ComparisonTests
{
    private static readonly Evaluation Made = new("made", "none", [], "by hand", 4, 42, "ab12", [],
    [
        Row("full", "gru", "all", ("HR@10", 0.75), ("ARP@10", 5), ("coverage@10", 0.5), ("AUC", 0.9)),
        Row("full", "gru", "cold", ("HR@10", 0)),
        Row("full", "popular", "all", ("HR@10", 0.25), ("ARP@10", 9), ("coverage@10", 0.1), ("AUC", 0.8)),
        Row("rank", "gru", "all", ("HR@10", 0.5)),
        Row("events", "gru", "all", ("HR@10", 0.4)),
    ]);

    private static readonly Dictionary<string, UserValues> Values = new()
    {
        ["full/gru"] = new UserValues(["HR@10", "ARP@10", "AUC"], [[1, 1, 1, 0], [4, 5, 6, 5], [0.9, 0.9, double.NaN, 0.9]]),
        ["full/popular"] = new UserValues(["HR@10", "ARP@10", "AUC"], [[0, 0, 1, 0], [9, 9, 9, 9], [0.8, 0.8, 0.8, 0.8]]),
        ["rank/gru"] = new UserValues(["HR@10"], [[1, 1, 0, 0]]),
    };

    [Fact]
    public void Of_TwoModels_HasALineForWhatBothHave()
    {
        var comparison = Comparison.Of(Made, Values, "gru", "full/popular");

        Assert.Equal(("full/gru", "full/popular"), (comparison.A, comparison.B));
        Assert.Equal(["HR@10", "ARP@10", "coverage@10", "AUC"], comparison.Lines.Select(line => line.Label));
        Assert.Equal([(1.0 + 1 + 0 + 0) / 4, (-5.0 - 4 - 3 - 4) / 4, 0.5 - 0.1, 0.1], comparison.Lines.Select(line => Math.Round(line.Difference, 12)));
        Assert.Equal([4, 4, null, 3], comparison.Lines.Select(line => line.Test?.Users)); // one user has no AUC with both; coverage has no users
        Assert.Equal([false, true, false, false], comparison.Lines.Select(line => line.LowerIsBetter));
    }

    [Fact]
    public void Of_SeveralLines_CorrectsForAllOfThem()
    {
        ComparisonLine[] lines = [.. Comparison.Of(Made, Values, "gru", "popular").Lines.Where(line => line.Test is not null)];

        // Holm: the smallest of three, times three. Both tests have their own family.
        Assert.All(lines, line => Assert.InRange(line.HolmRandomisation!.Value, line.Test!.PRandomisation, 1));
        Assert.Equal(Math.Min(1, 3 * lines.Min(line => line.Test!.PRandomisation)), lines.Min(line => line.HolmRandomisation!.Value), 12);
        Assert.All(lines, line => Assert.InRange(line.HolmT!.Value, line.Test!.PT, 1));
        // ARP: differences -5, -4, -3, -4 have mean -4, standard error sqrt(2/3 / 4) = .408, t = -9.80 with 3 degrees of freedom: p = .0023. AUC's are all alike: 0.
        Assert.Equal([0.0, 2 * 0.0023, 1 * 0.1817], lines.Select(line => line.HolmT!.Value).Order(), (x, y) => Math.Abs(x - y) < 1e-3);
    }

    [Fact]
    public void Of_OtherStage_IsNamedByStageAndModel() =>
        Assert.Equal(["HR@10"], Comparison.Of(Made, Values, "rank/gru", "gru").Lines.Select(line => line.Label));

    [Fact]
    public void Of_LinesWithoutUsers_AreComparedWithoutTests()
    {
        ComparisonLine line = Assert.Single(Comparison.Of(Made, Values, "events/gru", "gru").Lines);

        Assert.Equal(0.4 - 0.75, line.Difference, 12);
        Assert.Null(line.Test);
    }

    [Theory]
    [InlineData("grv", "did you mean \"full/gru\"?")]
    [InlineData("rank/popular", "\"rank/popular\" is not in the evaluation (full/gru, full/popular, rank/gru, events/gru)")]
    public void Of_UnknownName_ListsTheKnownOnes(string name, string expected)
    {
        var error = Assert.Throws<InputException>(() => Comparison.Of(Made, Values, "gru", name));

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    private static EvaluationRow Row(string stage, string model, string group, params (string Label, double Value)[] figures) =>
        new(stage, model, group, 4, new(figures.Select(figure => KeyValuePair.Create(figure.Label, new Figure(figure.Value))), StringComparer.Ordinal));
}
