using OnnxRecs.Metrics;

namespace OnnxRecs.Study.Papers;

/// <summary>One figure that was reached, beside the published one.</summary>
/// <param name="Figure">The published one.</param>
/// <param name="Reached">What was reached; of several folds their mean, without an interval.</param>
/// <param name="Folds">Of each fold; empty where there are none.</param>
public sealed record PaperLine(PaperFigure Figure, Figure Reached, double[] Folds)
{
    public bool IsReached => Figure.IsReachedBy(Reached.Value);
}

/// <summary>What a run came to.</summary>
/// <param name="Run">The run.</param>
/// <param name="Lines">Its figures, in their order.</param>
public sealed record PaperVerdict(PaperRun Run, PaperLine[] Lines)
{
    public bool IsReached => Array.TrueForAll(Lines, line => line.IsReached);

    /// <summary>"reached", or what is missing: "short of NDCG@10 by 0.0021".</summary>
    public string Text => IsReached
        ? "reached"
        : "short of " + string.Join(" and ", Lines.Where(line => !line.IsReached).Select(line => $"{line.Figure.Metric} by {line.Figure.ShortBy(line.Reached.Value):0.0000}"));

    /// <summary>Reads the figures of a run off its evaluations: one, or one for each fold.</summary>
    /// <exception cref="InputException">An evaluation lacks one of them, since the settings were changed.</exception>
    public static PaperVerdict Of(PaperRun run, params IReadOnlyList<Evaluation> evaluations)
    {
        EvaluationRow[] rows = [.. evaluations.Select(evaluation => RowOf(run, evaluation))];
        return new PaperVerdict(run, Array.ConvertAll(run.Figures, figure =>
        {
            Figure[] reached = Array.ConvertAll(rows, row => row.Figures.GetValueOrDefault(figure.Metric)
                ?? throw new InputException($"{run.Name} is judged by {figure.Metric}, which the evaluation lacks: leave $.evaluate as it is."));
            return run.Folds.Length == 0
                ? new PaperLine(figure, reached.Single(), [])
                : new PaperLine(figure, new Figure(reached.Average(fold => fold.Value)), Array.ConvertAll(reached, fold => fold.Value));
        }));
    }

    private static EvaluationRow RowOf(PaperRun run, Evaluation evaluation) =>
        Array.Find(evaluation.Rows, row => row.Stage == run.Stage && row.Model == run.Model && row.Group == UserGroups.Everybody)
        ?? throw new InputException($"{run.Name} is judged by {run.Stage}/{run.Model}, which the evaluation lacks; it has {string.Join(", ", evaluation.Rows.Select(each => $"{each.Stage}/{each.Model}").Distinct())}. Leave these settings as they are.");
}
