namespace OnnxRecs.Metrics;

/// <summary>Judges all lists of a run together.</summary>
public interface IRunMetric
{
    /// <summary>As printed, without the cut-off.</summary>
    string Name { get; }

    /// <param name="lists">One list of dense item indexes for each user, best first.</param>
    /// <param name="k">The cut-off, at least 1.</param>
    /// <param name="itemCount">How many items there are.</param>
    double Of(ReadOnlySpan<int[]> lists, int k, int itemCount);
}
