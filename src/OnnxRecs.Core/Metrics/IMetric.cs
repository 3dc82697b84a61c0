namespace OnnxRecs.Metrics;

/// <summary>What all metrics have in common.</summary>
public interface IMetric
{
    /// <summary>As printed, without the cut-off.</summary>
    string Name { get; }

    /// <summary>Whether the smaller of two values is the better one.</summary>
    bool LowerIsBetter => false;
}
