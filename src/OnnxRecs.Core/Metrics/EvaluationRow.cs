namespace OnnxRecs.Metrics;

/// <summary>One figure of an evaluation.</summary>
/// <param name="Stage">Where the lists came from: "full" (a model over the whole catalogue), "candidates" or "rank".</param>
/// <param name="Model">Name of the model, source or pipeline.</param>
/// <param name="Metric">Name of the metric, without the cut-off.</param>
/// <param name="K">The cut-off.</param>
/// <param name="Group">Which users: "all", or the name of a slice.</param>
/// <param name="Value">The figure.</param>
/// <param name="Users">How many users it rests on.</param>
public sealed record EvaluationRow(string Stage, string Model, string Metric, int K, string Group, double Value, int Users);
