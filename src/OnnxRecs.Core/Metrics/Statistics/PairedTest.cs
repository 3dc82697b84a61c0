namespace OnnxRecs.Metrics.Statistics;

/// <summary>Two models compared on the users where both have a value.</summary>
/// <param name="Difference">Mean of the first less the second; NaN where there are no users.</param>
/// <param name="PRandomisation">Two-sided p of the randomisation test; NaN where there are no users.</param>
/// <param name="PT">Two-sided p of the paired t-test; NaN where there are fewer than two users.</param>
/// <param name="Users">How many users there are.</param>
public sealed record PairedTest(double Difference, double PRandomisation, double PT, int Users);
