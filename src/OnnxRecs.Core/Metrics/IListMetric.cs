namespace OnnxRecs.Metrics;

/// <summary>Judges one user's list; the value of a run is the mean over the users that have a value.</summary>
public interface IListMetric : IMetric
{
    /// <summary>Whether it only asks what was found of what was sought. A user with no targets has no value then, and the evaluator does not ask for one.</summary>
    bool IsAccuracy => true;

    /// <summary>The value of one list. NaN: this user has none, such as a diversity of genres where no genre is known.</summary>
    /// <param name="list">The list. What lies beyond <paramref name="k"/> does not count; missing ranks hold no hit.</param>
    /// <param name="k">The cut-off, at least 1.</param>
    double Of(in JudgedList list, int k);
}
