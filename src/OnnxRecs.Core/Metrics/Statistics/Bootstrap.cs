using System.Buffers;
using System.Numerics.Tensors;
using OnnxRecs.Numerics;

namespace OnnxRecs.Metrics.Statistics;

/// <summary>How far the mean of a metric would move with other users of the same kind: bootstrap confidence intervals.</summary>
/// <remarks>
/// Percentile bootstrap (Efron and Tibshirani, An Introduction to the Bootstrap, 1993, chapter 13): as many users as there are, drawn with
/// replacement, give one mean; the interval reaches from the 2.5 % to the 97.5 % quantile of the means. The quantile p of B sorted means is
/// read at place p (B - 1), counted from 0, on the line between neighbours (definition 7 of Hyndman and Fan, 1996).
/// A group's mean in a sample is that of those of its users who were drawn, as if the others had no value: what is resampled are all users, so
/// the size of a group varies from sample to sample, as it would with other users. No bound lies outside the group's values.
/// </remarks>
public static class Bootstrap
{
    /// <summary>Share of the means within the interval.</summary>
    public const double Confidence = 0.95;

    /// <summary>
    /// For each group an interval for each row it is asked for. Cost: (rows + sets of users without a value) * users * samples multiply-adds in single
    /// precision, of deviations from the row's mean, whatever the number of groups, and a sort of the samples for each interval; shared by the cores.
    /// Values are added up in the order of the users, cell by cell, so the result does not depend on the number of cores, nor on what other rows there are.
    /// </summary>
    /// <param name="resamples">Samples and groups.</param>
    /// <param name="values">A row for each metric, in it a value for each user; NaN: this user has none.</param>
    /// <param name="asked">For each group how many of the first rows matter.</param>
    /// <returns>[groups][rows asked for]; NaN bounds for a row without values.</returns>
    /// <exception cref="ArgumentException">A row is not of the length of the users, or the groups are not those of the samples.</exception>
    public static Interval[][] Intervals(Resamples resamples, double[][] values, params int[] asked)
    {
        if (Array.Find(values, row => row.Length != resamples.Users) is { } other) throw new ArgumentException($"A row has {other.Length} users where {resamples.Users} were resampled.", nameof(values));
        if (asked.Length != resamples.Groups.Count) throw new ArgumentException($"{asked.Length} groups are asked for where there are {resamples.Groups.Count}.", nameof(asked));
        double[] centres = new double[values.Length];
        int[] lacking = new int[values.Length];
        Parallel.For(0, values.Length, row =>
        {
            (centres[row], int known) = UserValues.MeanOf(values[row]);
            lacking[row] = values[row].Length - known;
        });
        (int[] maskOf, int[] masked) = MasksOf(values, lacking);
        int rows = values.Length + masked.Length;
        float[] table = ArrayPool<float>.Shared.Rent(checked(rows * resamples.Users));
        Fill(table, resamples, values, centres, masked);
        (int Group, int Row)[] wanted = [.. asked.SelectMany((count, group) => Enumerable.Range(0, count).Select(row => (group, row)))];
        float[][] means = Array.ConvertAll(wanted, _ => new float[resamples.Count]);
        foreach (ResampleBlock block in resamples.Blocks())
        {
            float[][] sums = SumsOf(resamples, block, table, rows);
            Parallel.For(0, wanted.Length, () => new float[block.Count], (i, _, drawn) =>
            {
                (int group, int row) = wanted[i];
                Span<float> mean = means[i].AsSpan(block.First, block.Count);
                AddUp(sums, resamples.CellsOf[group], row, mean);
                AddUp(sums, resamples.CellsOf[group], values.Length + maskOf[row], drawn);
                TensorPrimitives.Divide(mean, drawn, mean); // 0 / 0 is NaN: the sample has nobody with a value
                return drawn;
            }, _ => { });
            foreach (float[] sum in sums) ArrayPool<float>.Shared.Return(sum);
        }
        ArrayPool<float>.Shared.Return(table);
        var intervals = new Interval[wanted.Length];
        Parallel.For(0, wanted.Length, i => intervals[i] = IntervalOf(means[i], centres[wanted[i].Row], values[wanted[i].Row], resamples.Groups[wanted[i].Group]));
        int at = 0;
        return Array.ConvertAll(asked, count => intervals[at..(at += count)]);
    }

    /// <summary>For each row the number of its mask, which says who has a value, and for each mask the first row that has it: most rows share one.</summary>
    private static (int[] MaskOf, int[] Rows) MasksOf(double[][] values, int[] lacking)
    {
        var first = new List<int>();
        int[] maskOf = new int[values.Length];
        for (int row = 0; row < values.Length; row++)
        {
            maskOf[row] = first.FindIndex(known => lacking[known] == lacking[row] && (lacking[row] == 0 || HaveTheSame(values[known], values[row])));
            if (maskOf[row] >= 0) continue;
            maskOf[row] = first.Count;
            first.Add(row);
        }
        return (maskOf, [.. first]);
    }

    private static bool HaveTheSame(double[] a, double[] b)
    {
        for (int user = 0; user < a.Length; user++)
        {
            if (double.IsNaN(a[user]) != double.IsNaN(b[user])) return false;
        }
        return true;
    }

    /// <summary>Chunk by chunk [rows, users of the chunk]: deviations from the centres, 0 where there is no value, then for each mask 1 or 0.</summary>
    private static void Fill(float[] table, Resamples resamples, double[][] values, double[] centres, int[] masked)
    {
        int rows = values.Length + masked.Length;
        Parallel.ForEach(resamples.Chunks, chunk =>
        {
            ReadOnlySpan<int> places = resamples.PlacesOf(chunk);
            for (int row = 0; row < rows; row++)
            {
                bool isMask = row >= values.Length;
                double[] of = values[isMask ? masked[row - values.Length] : row];
                double centre = isMask ? 0 : centres[row];
                Span<float> into = table.AsSpan(rows * chunk.From + row * chunk.Length, chunk.Length);
                for (int i = 0; i < into.Length; i++)
                {
                    double value = of[places[i]];
                    into[i] = double.IsNaN(value) ? 0 : isMask ? 1 : (float)(value - centre);
                }
            }
        });
    }

    /// <summary>For each cell the sums [rows, samples] over its users, in rented arrays.</summary>
    private static float[][] SumsOf(Resamples resamples, ResampleBlock block, float[] table, int rows)
    {
        float[][] sums = [.. Enumerable.Range(0, resamples.CellCount).Select(_ => ArrayPool<float>.Shared.Rent(checked(rows * block.Count)))];
        for (int c = 0; c < resamples.Chunks.Length; c++)
        {
            UserChunk chunk = resamples.Chunks[c];
            bool isFirst = c == 0 || resamples.Chunks[c - 1].Cell != chunk.Cell;
            block.Counts[c].Multiply(table.AsMemory(rows * chunk.From, rows * chunk.Length), sums[chunk.Cell].AsMemory(0, rows * block.Count), add: !isFirst);
        }
        return sums;
    }

    private static void AddUp(float[][] sums, int[] cells, int row, Span<float> into)
    {
        into.Clear();
        foreach (int cell in cells) TensorPrimitives.Add(into, sums[cell].AsSpan(row * into.Length, into.Length), into);
    }

    private static Interval IntervalOf(float[] means, double centre, double[] values, int[] places)
    {
        // NaN sorts to the front.
        Array.Sort(means);
        ReadOnlySpan<float> known = means.AsSpan(means.AsSpan().Count(float.NaN));
        if (known.IsEmpty) return new Interval(double.NaN, double.NaN);
        (double least, double most) = (double.PositiveInfinity, double.NegativeInfinity);
        foreach (int place in places)
        {
            double value = values[place];
            if (value < least) least = value;
            if (value > most) most = value;
        }
        return new Interval(Bound((1 - Confidence) / 2, known), Bound((1 + Confidence) / 2, known));

        // A mean of values lies between them; the sums of their deviations in single precision may not.
        double Bound(double share, ReadOnlySpan<float> sorted) => Math.Clamp(centre + Quantile.Of(sorted, share), least, most);
    }
}
