namespace OnnxRecs.Metrics.Ratings;

/// <summary>Root mean squared error of predicted ratings. Lower is better.</summary>
/// <remarks>
/// sqrt(mean over all events of (predicted - actual)^2). Every event weighs the same: it is no mean of users' means.
/// Source: Herlocker et al., TOIS 2004. Example: 3 and 5 predicted for 4 and 2: sqrt((1 + 9) / 2) = 2.236.
/// </remarks>
public static class Rmse
{
    /// <returns>NaN where nothing is predicted.</returns>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static double Of(ReadOnlySpan<float> predicted, ReadOnlySpan<float> actual)
    {
        if (predicted.Length != actual.Length) throw new ArgumentException($"{predicted.Length} ratings are predicted where there are {actual.Length}.", nameof(predicted));
        double sum = 0;
        for (int i = 0; i < predicted.Length; i++)
        {
            double error = (double)predicted[i] - actual[i];
            sum += error * error;
        }
        return Math.Sqrt(sum / predicted.Length);
    }
}
