using OnnxRecs.Metrics;

namespace OnnxRecs.Study.Papers;

/// <summary>One figure that was reached, beside the published one.</summary>
public sealed record PaperLine(PaperFigure Figure, Figure Reached)
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

    /// <summary>Reads the figures of a run off its evaluation.</summary>
    /// <exception cref="InputException">The evaluation lacks one of them, since the settings were changed.</exception>
    public static PaperVerdict Of(PaperRun run, Evaluation evaluation)
    {
        EvaluationRow row = Array.Find(evaluation.Rows, row => row.Stage == run.Stage && row.Model == run.Model && row.Group == UserGroups.Everybody)
            ?? throw new InputException($"{run.Name} is judged by {run.Stage}/{run.Model}, which the evaluation lacks; it has {string.Join(", ", evaluation.Rows.Select(each => $"{each.Stage}/{each.Model}").Distinct())}. Leave these settings as they are.");
        return new PaperVerdict(run, Array.ConvertAll(run.Figures, figure => new PaperLine(figure, row.Figures.GetValueOrDefault(figure.Metric)
            ?? throw new InputException($"{run.Name} is judged by {figure.Metric}, which the evaluation lacks: leave $.evaluate as it is."))));
    }
}
