using OnnxRecs.Metrics;

namespace OnnxRecs.Study.Papers;

/// <summary>One figure of a paper: what was published, and what a run must reach.</summary>
/// <param name="Metric">As the evaluation labels it, such as "NDCG@10".</param>
/// <param name="Published">The published value.</param>
/// <param name="Goal">What is enough: at least so much, or at most where lower is better. Null: the figure is shown beside the others, and nothing is asked of it.</param>
public sealed record PaperFigure(string Metric, double Published, double? Goal = null)
{
    /// <summary>The goal is missed on either side by more than this; for what is computed and not learned. Null: more than the goal is welcome.</summary>
    public double? Within { get; init; }

    /// <summary>The published value was quoted from memory and could not be looked up: a guide, shown with a "~".</summary>
    public bool IsFromMemory { get; init; }

    /// <summary>Whether a value reaches the goal. True where there is none.</summary>
    public bool IsReachedBy(double value) => ShortBy(value) <= 0;

    /// <summary>By how much a value falls short of the goal; 0 or less where it does not.</summary>
    public double ShortBy(double value) => (Goal, Within) switch
    {
        (null, _) => 0,
        ({ } goal, { } within) => Math.Abs(value - goal) - within,
        ({ } goal, null) => IsLowerBetter ? value - goal : goal - value,
    };

    /// <summary>Such as "~0.4260".</summary>
    public string PublishedText => $"{(IsFromMemory ? "~" : "")}{Published:0.0000}";

    /// <summary>Such as "at least 0.3150"; empty where nothing is asked.</summary>
    public string GoalText => (Goal, Within) switch
    {
        (null, _) => "",
        ({ } goal, { } within) => $"{goal:0.0000} within {within:0.####}",
        ({ } goal, null) => $"{(IsLowerBetter ? "at most" : "at least")} {goal:0.0000}",
    };

    private bool IsLowerBetter => MetricCatalog.LowerIsBetter(Measure.MetricOf(Metric));
}
