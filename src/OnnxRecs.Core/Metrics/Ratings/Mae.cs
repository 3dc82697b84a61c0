namespace OnnxRecs.Metrics.Ratings;

/// <summary>Mean absolute error of predicted ratings. Lower is better.</summary>
/// <remarks>
/// Mean over all events of |predicted - actual|; every event weighs the same. Source: Herlocker et al., TOIS 2004.
/// Example: 3 and 5 predicted for 4 and 2: (1 + 3) / 2 = 2.
/// </remarks>
public static class Mae
{
    /// <returns>NaN where nothing is predicted.</returns>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static double Of(ReadOnlySpan<float> predicted, ReadOnlySpan<float> actual)
    {
        if (predicted.Length != actual.Length) throw new ArgumentException($"{predicted.Length} ratings are predicted where there are {actual.Length}.", nameof(predicted));
        double sum = 0;
        for (int i = 0; i < predicted.Length; i++) sum += Math.Abs((double)predicted[i] - actual[i]);
        return sum / predicted.Length;
    }
}
