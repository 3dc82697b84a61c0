using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using OnnxRecs.Numerics;

namespace OnnxRecs.Metrics.Statistics;

/// <summary>Whether two models differ by more than by which users there happen to be.</summary>
/// <remarks>
/// Randomisation test: if the models were alike, each user's difference could as well have the other sign. p is the share of random signs with which the
/// absolute mean is at least as large as the one seen, the signs seen counted among them: (count + 1) / (permutations + 1). Paired t-test: the mean
/// difference over its standard error follows Student's t with users - 1 degrees of freedom. The two rarely disagree; signed-rank and sign
/// tests are left out because they do. Source: Smucker, Allan and Carterette, CIKM 2007.
/// </remarks>
public static class PairedTests
{
    private const ulong Stream = 0x5169;

    /// <summary>Compares two models. Cost O(permutations * users), four users at a time, shared by the cores; the result does not depend on how many there are.</summary>
    /// <param name="a">A value for each user; NaN: this user has none.</param>
    /// <param name="b">The same of the other model.</param>
    /// <param name="seed">Equal seeds give equal p values.</param>
    /// <param name="permutations">How many random signs are tried: the least p is about one over it.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static PairedTest Compare(double[] a, double[] b, ulong seed, int permutations = 10_000)
    {
        if (a.Length != b.Length) throw new ArgumentException($"{a.Length} users are compared with {b.Length}.", nameof(b));
        ArgumentOutOfRangeException.ThrowIfLessThan(permutations, 1);
        double[] differences = [.. a.Zip(b, (x, y) => x - y).Where(difference => !double.IsNaN(difference))];
        if (differences.Length == 0) return new PairedTest(double.NaN, double.NaN, double.NaN, 0);
        double mean = differences.Average();
        return new PairedTest(mean, Randomised(differences, seed, permutations), Student(differences, mean), differences.Length);
    }

    private static double Randomised(double[] differences, ulong seed, int permutations)
    {
        // Four to a vector; what fills up the last one is 0 with either sign.
        var vectors = new Vector256<double>[(differences.Length + Vector256<double>.Count - 1) / Vector256<double>.Count];
        differences.CopyTo(MemoryMarshal.Cast<Vector256<double>, double>(vectors.AsSpan()));
        // Equal sums of other signs may differ by rounding.
        double seen = Math.Abs(differences.Sum()) - 1e-12 * differences.Sum(Math.Abs);
        int atLeast = 0;
        Parallel.For(0, permutations, permutation =>
        {
            if (Math.Abs(SumOfRandomSigns(vectors, new Rng(seed, Stream, (ulong)permutation))) >= seen) Interlocked.Increment(ref atLeast);
        });
        return (atLeast + 1.0) / (permutations + 1);
    }

    private static double SumOfRandomSigns(Vector256<double>[] differences, Rng rng)
    {
        Vector256<double> sum = Vector256<double>.Zero;
        Vector256<ulong> signs = default;
        for (int i = 0; i < differences.Length; i++)
        {
            // One draw has 64 signs: 16 bits for each lane, the highest of which is the next sign.
            if (i % 16 == 0)
            {
                ulong bits = rng.NextUInt64();
                signs = Vector256.Create(bits, bits << 16, bits << 32, bits << 48);
            }
            sum += (differences[i].AsUInt64() ^ (signs & Vector256.Create(1UL << 63))).AsDouble();
            signs <<= 1;
        }
        return Vector256.Sum(sum);
    }

    private static double Student(double[] differences, double mean)
    {
        int n = differences.Length;
        if (n < 2) return double.NaN;
        double squares = 0;
        foreach (double difference in differences) squares += (difference - mean) * (difference - mean);
        // All alike: no difference, or one that is beyond doubt.
        if (squares == 0) return mean == 0 ? 1 : 0;
        return StudentT.TwoSided(mean / Math.Sqrt(squares / (n - 1) / n), n - 1);
    }
}
