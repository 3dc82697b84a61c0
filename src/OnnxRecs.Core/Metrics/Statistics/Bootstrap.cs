using OnnxRecs.Numerics;

namespace OnnxRecs.Metrics.Statistics;

/// <summary>How far the mean of a metric would move with other users of the same kind: bootstrap confidence intervals.</summary>
/// <remarks>
/// Percentile bootstrap (Efron and Tibshirani, An Introduction to the Bootstrap, 1993, chapter 13): as many users as there are, drawn with
/// replacement, give one mean; the interval reaches from the 2.5 % to the 97.5 % quantile of the means. The quantile p of B sorted means is
/// read at place p (B - 1), counted from 0, on the line between neighbours (definition 7 of Hyndman and Fan, 1996).
/// All rows are resampled with the same users. A sample is a row of counts, so the sums of all metrics over all samples are
/// one matrix product, and the numbers of users with a value are another.
/// </remarks>
public static class Bootstrap
{
    /// <summary>Share of the means within the interval.</summary>
    public const double Confidence = 0.95;

    private const ulong Stream = 0xb007;

    // Counts of users that are in memory at a time: 16 MB, unless there are more users.
    private const int MaxCounts = 1 << 22;

    /// <summary>
    /// One interval for each row. Cost: rows * users * resamples multiply-adds in single precision, of deviations from the row's mean, shared by
    /// the cores; the result does not depend on how many there are.
    /// </summary>
    /// <param name="values">A row for each metric, in it a value for each user; NaN: this user has none.</param>
    /// <param name="resamples">How many samples are drawn.</param>
    /// <param name="seed">Equal seeds give equal intervals.</param>
    /// <returns>NaN bounds for a row without values.</returns>
    /// <exception cref="ArgumentException">The rows differ in length.</exception>
    public static Interval[] Intervals(double[][] values, int resamples, ulong seed)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(resamples, 1);
        if (values.Length == 0) return [];
        int users = values[0].Length;
        if (Array.Find(values, row => row.Length != users) is { } other) throw new ArgumentException($"A row has {other.Length} users where the first has {users}.", nameof(values));
        if (users == 0) return Array.ConvertAll(values, _ => new Interval(double.NaN, double.NaN));

        double[] centres = Array.ConvertAll(values, MeanOf);
        var table = new InnerProducts(TableOf(values, centres));                // [2 * rows, users]
        double[][] means = Array.ConvertAll(values, _ => new double[resamples]);
        int block = Math.Clamp(MaxCounts / users, 32, 1024);
        float[] counts = new float[checked(Math.Min(block, resamples) * users)];
        float[] sums = new float[Math.Min(block, resamples) * table.Count];
        for (int first = 0; first < resamples; first += block)
        {
            int start = first;
            int samples = Math.Min(block, resamples - first);
            Parallel.For(0, samples, sample => Draw(counts.AsSpan(sample * users, users), new Rng(seed, Stream, (ulong)(start + sample))));
            table.Multiply(counts.AsMemory(0, samples * users), sums.AsMemory(0, samples * table.Count));
            for (int sample = 0; sample < samples; sample++)
            {
                // 0 / 0 is NaN: the sample has nobody with a value.
                for (int row = 0; row < values.Length; row++)
                    means[row][start + sample] = centres[row] + (double)sums[sample * table.Count + row] / sums[sample * table.Count + values.Length + row];
            }
        }
        return Array.ConvertAll(means, IntervalOf);
    }

    private static double MeanOf(double[] row)
    {
        double sum = 0;
        int count = 0;
        foreach (double value in row)
        {
            if (double.IsNaN(value)) continue;
            sum += value;
            count++;
        }
        return sum / count;
    }

    /// <summary>Deviations from the centres, then whether there is a value: 1 or 0.</summary>
    private static VectorTable TableOf(double[][] values, double[] centres)
    {
        int users = values[0].Length;
        float[] table = new float[checked(2 * values.Length * users)];
        for (int row = 0; row < values.Length; row++)
        {
            for (int user = 0; user < users; user++)
            {
                if (double.IsNaN(values[row][user])) continue;
                table[row * users + user] = (float)(values[row][user] - centres[row]);
                table[(values.Length + row) * users + user] = 1;
            }
        }
        return new VectorTable(table, users);
    }

    private static void Draw(Span<float> counts, Rng rng)
    {
        counts.Clear();
        for (int i = 0; i < counts.Length; i++) counts[rng.NextInt(counts.Length)]++;
    }

    private static Interval IntervalOf(double[] means)
    {
        // NaN sorts to the front.
        Array.Sort(means);
        ReadOnlySpan<double> known = means.AsSpan(means.AsSpan().Count(double.NaN));
        return known.IsEmpty ? new Interval(double.NaN, double.NaN) : new Interval(Quantile(known, (1 - Confidence) / 2), Quantile(known, (1 + Confidence) / 2));
    }

    private static double Quantile(ReadOnlySpan<double> sorted, double share)
    {
        double place = share * (sorted.Length - 1);
        int below = (int)place;
        return below + 1 < sorted.Length ? sorted[below] + (place - below) * (sorted[below + 1] - sorted[below]) : sorted[below];
    }
}
