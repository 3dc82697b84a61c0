namespace OnnxRecs.Pipeline;

/// <summary>What makes two vectors near. Scores are the higher the nearer, whatever the metric.</summary>
public enum VectorMetric
{
    /// <summary>The score is the inner product: what a two-tower model is trained for. Not a metric: a vector need not be its own best match.</summary>
    InnerProduct = 1,

    /// <summary>The score is the cosine of the angle, -1 to 1; a zero vector has none and is refused.</summary>
    Cosine = 2,

    /// <summary>The score is minus the squared Euclidean distance (L2), 0 at most.</summary>
    Euclidean = 3,
}
