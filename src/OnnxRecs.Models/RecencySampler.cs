using OnnxRecs.Data;
using OnnxRecs.Numerics;

namespace OnnxRecs.Models;

/// <summary>Chooses which likes an epoch learns: each once, or those that were a user's last more often, since tastes drift.</summary>
/// <remarks>
/// A like's weight is <see cref="OldWeight"/> + (1 - <see cref="OldWeight"/>) 2^(-age / half-life), where age is the share of the user's likes that came
/// after it. A user keeps as many examples as likes; each like is drawn floor or ceiling of its expected number of times (systematic sampling, Madow 1949).
/// </remarks>
/// <param name="likes">Sorted by user and time.</param>
/// <param name="halfLife">In shares of a user's likes; 0: all are as likely.</param>
public sealed class RecencySampler(Interactions likes, double halfLife)
{
    /// <summary>What is left of a like's weight when it is old, beside 1 of the newest.</summary>
    public const double OldWeight = 0.2;

    /// <summary>Indexes of likes, sorted, as many as there are likes. O(likes).</summary>
    public int[] Draw(Rng rng)
    {
        int[] drawn = new int[likes.Count];
        if (halfLife == 0)
        {
            for (int i = 0; i < drawn.Length; i++) drawn[i] = i;
            return drawn;
        }
        double[] weights = [];
        for (int user = 0; user < likes.UserCount; user++)
        {
            (int from, int count) = likes.EventsOf(user).GetOffsetAndLength(likes.Count);
            if (weights.Length < count) weights = new double[Math.Max(count, 2 * weights.Length)];
            double sum = 0;
            for (int i = 0; i < count; i++) sum += weights[i] = Weight((count - 1.0 - i) / count);
            // One point in each whole number from 0 to count, all as far from it; a like takes the points in its share of that line.
            double next = rng.NextDouble(), end = 0;
            int taken = 0;
            for (int i = 0; i < count; i++)
            {
                end += weights[i] * count / sum;
                for (; taken < count && (next < end || i == count - 1); next++) drawn[from + taken++] = from + i;
            }
        }
        return drawn;
    }

    private double Weight(double age) => OldWeight + (1 - OldWeight) * double.Exp2(-age / halfLife);
}
