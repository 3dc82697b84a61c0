namespace OnnxRecs.Metrics;

/// <summary>Judges all lists of a run together.</summary>
public interface IRunMetric : IMetric
{
    /// <summary>One value for all lists; NaN: there is none, such as for lists without items.</summary>
    /// <param name="lists">One list of dense item indexes for each user, best first.</param>
    /// <param name="k">The cut-off, at least 1.</param>
    /// <param name="facts">What is known of the items.</param>
    double Of(ReadOnlySpan<int[]> lists, int k, RunFacts facts);
}
