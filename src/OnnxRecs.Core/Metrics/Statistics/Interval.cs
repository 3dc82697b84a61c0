namespace OnnxRecs.Metrics.Statistics;

/// <summary>The bounds of a confidence interval; NaN where there is nothing to be confident of.</summary>
public readonly record struct Interval(double Low, double High);
