using OnnxRecs.Metrics;
using OnnxRecs.Study.Papers;

namespace OnnxRecs.Tests.Study.Papers;

public class PaperVerdictTests
{
    private static readonly PaperRun Run =
        new("made", "made", "nobody", "gru", "full", "1 s", new("HR@10", 0.3, 0.3), new("RMSE", 0.9, 0.9), new("NDCG@10", 0.2)) { Settings = "{}" };

    [Fact]
    public void Of_AllReached_SaysSo()
    {
        var verdict = PaperVerdict.Of(Run, Evaluated(0.3, 0.9, 0.1));

        Assert.True(verdict.IsReached);
        Assert.Equal("reached", verdict.Text);
        Assert.Equal([0.3, 0.9, 0.1], verdict.Lines.Select(line => line.Reached.Value));
    }

    [Fact]
    public void Of_TwoShort_NamesThemAndByHowMuch()
    {
        var verdict = PaperVerdict.Of(Run, Evaluated(0.2877, 0.9004, 0.1));

        Assert.False(verdict.IsReached);
        Assert.Equal("short of HR@10 by 0.0123 and RMSE by 0.0004", verdict.Text); // 0.3 - 0.2877; 0.9004 - 0.9
        Assert.Equal([false, false, true], verdict.Lines.Select(line => line.IsReached));
    }

    [Fact]
    public void Of_SeveralFolds_IsJudgedByTheMean()
    {
        PaperRun folds = Run with { Folds = ["1/2", "2/2"] };

        var verdict = PaperVerdict.Of(folds, Evaluated(0.28, 0.9, 0.1), Evaluated(0.31, 0.8, 0.1));

        Assert.Equal("short of HR@10 by 0.0050", verdict.Text);
        Assert.Equal(0.85, verdict.Lines[1].Reached.Value, 1e-9);
        Assert.Equal([0.9, 0.8], verdict.Lines[1].Folds);
        Assert.Empty(PaperVerdict.Of(Run, Evaluated(0.3, 0.9, 0.1)).Lines[0].Folds);
    }

    [Fact]
    public void Of_RowIsMissing_SaysWhatThereIs() =>
        Assert.Equal(
            "made is judged by sampled (99)/gru, which the evaluation lacks; it has full/gru. Leave these settings as they are.",
            Assert.Throws<InputException>(() => PaperVerdict.Of(Run with { Stage = "sampled (99)" }, Evaluated(1, 1, 1))).Message);

    [Fact]
    public void Of_FigureIsMissing_SaysWhich() =>
        Assert.Equal(
            "made is judged by HR@100, which the evaluation lacks: leave $.evaluate as it is.",
            Assert.Throws<InputException>(() => PaperVerdict.Of(Run with { Figures = [new PaperFigure("HR@100", 1)] }, Evaluated(1, 1, 1))).Message);

    private static Evaluation Evaluated(double hitRate, double rmse, double ndcg)
    {
        EvaluationRow Row(string group, double shift) => new(
            "full", "gru", group, 10, new() { ["HR@10"] = new Figure(hitRate + shift), ["RMSE"] = new Figure(rmse + shift), ["NDCG@10"] = new Figure(ndcg + shift) });
        // The groups come first: everybody is meant.
        return new Evaluation("made", "none", [], "by hand", 1, 42, "", [], [Row("cold", 0.5), Row(UserGroups.Everybody, 0)]);
    }
}
