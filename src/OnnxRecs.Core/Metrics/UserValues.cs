namespace OnnxRecs.Metrics;

/// <summary>What the lists of a run were worth to each user.</summary>
/// <param name="Labels">Metrics with their cut-offs, such as "NDCG@10".</param>
/// <param name="Values">For each label a value for each user, in their order; NaN: this user has none.</param>
public sealed record UserValues(string[] Labels, double[][] Values)
{
    /// <summary>The values under a label.</summary>
    /// <exception cref="KeyNotFoundException">There is no such label.</exception>
    public double[] this[string label] =>
        Array.IndexOf(Labels, label) is int row and >= 0 ? Values[row] : throw new KeyNotFoundException($"No metric {label} among {string.Join(", ", Labels)}.");

    /// <summary>The mean over the users that have a value, and how many these are; NaN where nobody has.</summary>
    public static (double Mean, int Users) MeanOf(ReadOnlySpan<double> values)
    {
        double sum = 0;
        int users = 0;
        foreach (double value in values)
        {
            if (double.IsNaN(value)) continue;
            sum += value;
            users++;
        }
        return (users == 0 ? double.NaN : sum / users, users);
    }

    /// <summary>The same of only some of the users, by their places.</summary>
    public static (double Mean, int Users) MeanOf(double[] values, int[] places)
    {
        double sum = 0;
        int users = 0;
        foreach (int place in places)
        {
            if (double.IsNaN(values[place])) continue;
            sum += values[place];
            users++;
        }
        return (users == 0 ? double.NaN : sum / users, users);
    }
}
