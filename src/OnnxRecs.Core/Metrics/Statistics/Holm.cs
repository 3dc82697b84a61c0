namespace OnnxRecs.Metrics.Statistics;

/// <summary>Holm's correction of p values for having made several tests.</summary>
/// <remarks>
/// Of m values, sorted ascending, the i-th (from 0) becomes min(1, (m - i) p), and at least what the one before it became. Below a level of 5 %
/// then lies a wrong one with a probability of at most 5 %, however the tests depend on each other. Source: Holm, Scandinavian
/// Journal of Statistics 1979. Example: .01 .04 .03 becomes 3 * .01 = .03, max(.06, .04) = .06, 2 * .03 = .06.
/// </remarks>
public static class Holm
{
    /// <summary>The corrected values in the same order. NaN, a test that could not be made, stays and is not counted. Cost O(m log m).</summary>
    public static double[] Correct(double[] p)
    {
        int[] order = [.. Enumerable.Range(0, p.Length).Where(i => !double.IsNaN(p[i])).OrderBy(i => p[i])];
        double[] corrected = [.. p];
        double largest = 0;
        for (int i = 0; i < order.Length; i++)
        {
            largest = Math.Max(largest, Math.Min(1, (order.Length - i) * p[order[i]]));
            corrected[order[i]] = largest;
        }
        return corrected;
    }
}
