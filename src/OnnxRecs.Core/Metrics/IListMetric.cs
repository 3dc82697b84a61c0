namespace OnnxRecs.Metrics;

/// <summary>Judges one user's list; the value of a run is the mean over the users that have targets.</summary>
public interface IListMetric
{
    /// <summary>As printed, without the cut-off.</summary>
    string Name { get; }

    /// <summary>The value of one list, in 0 .. 1.</summary>
    /// <param name="hits">Best first: whether the item at this rank is a target. May be shorter than <paramref name="k"/>: the missing ranks
    /// hold no hit. What lies beyond <paramref name="k"/> does not count.</param>
    /// <param name="k">The cut-off, at least 1.</param>
    /// <param name="targets">How many targets the user has, found or not; at least 1.</param>
    double Of(ReadOnlySpan<bool> hits, int k, int targets);
}
