using OnnxRecs.Metrics.Statistics;
using OnnxRecs.Numerics;

namespace OnnxRecs.Tests.Core.Metrics.Statistics;

public sealed class PairedTestsTests
{
    [Fact]
    public void Compare_SleepData_AgreesWithTheLiterature()
    {
        // Student's own ten patients (Biometrika 1908): extra hours of sleep with two drugs; mean difference 1.58, t = 4.0621, p = .00283.
        double[] second = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4];
        double[] first = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0];

        PairedTest test = PairedTests.Compare(second, first, seed: 1, permutations: 100_000);

        Assert.Equal(1.58, test.Difference, 12);
        Assert.Equal(0.002833, test.PT, 6);
        Assert.Equal(10, test.Users);
        // All differences but one, which is 0, are positive: of 2^10 signs only those with all others alike reach the sum: 4 of 1024.
        Assert.Equal(4 / 1024.0, test.PRandomisation, 7e-4);
    }

    [Fact]
    public void Compare_FewUsers_AgreesWithAllSigns()
    {
        double[] differences = [0.3, -0.1, 0.25, 0.1, -0.05, 0.4, 0.15];
        double seen = Math.Abs(differences.Sum());
        int atLeast = 0;
        for (int signs = 0; signs < 128; signs++)
        {
            double sum = 0;
            for (int i = 0; i < 7; i++) sum += (signs >> i & 1) == 0 ? differences[i] : -differences[i];
            if (Math.Abs(sum) >= seen - 1e-9) atLeast++;
        }

        double p = PairedTests.Compare(differences, new double[7], seed: 2, permutations: 100_000).PRandomisation;

        // Standard error of a share near .1 of 100,000: .001.
        Assert.Equal(atLeast / 128.0, p, 4e-3);
    }

    [Fact]
    public void Compare_EqualSumsOfOtherSigns_CountAsReached() =>
        // 50 times +-.1: the sum seen is 0 of them, so every sum is at least as large, however it is rounded.
        Assert.Equal(1, PairedTests.Compare([.. Enumerable.Range(0, 50).Select(i => i % 2 == 0 ? 0.1 : -0.1)], new double[50], seed: 3).PRandomisation);

    [Fact]
    public void Compare_SameDistribution_GivesEveryPAlikeOften()
    {
        // 300 comparisons of noise with noise: p below .1 in about 30, standard deviation sqrt(300 * .1 * .9) = 5.2.
        var rng = new Rng(4);
        int randomisation = 0, student = 0;
        for (int i = 0; i < 300; i++)
        {
            double[] a = [.. Enumerable.Range(0, 30).Select(_ => rng.NextGaussian())], b = [.. a.Select(_ => rng.NextGaussian())];
            PairedTest test = PairedTests.Compare(a, b, (ulong)i, permutations: 500);
            if (test.PRandomisation < 0.1) randomisation++;
            if (test.PT < 0.1) student++;
            Assert.Equal(test.PT, test.PRandomisation, 0.12);
        }
        Assert.InRange(randomisation, 30 - 16, 30 + 16);
        Assert.InRange(student, 30 - 16, 30 + 16);
    }

    [Fact]
    public void Compare_TheModelsSwapped_OnlyTheSignChanges()
    {
        double[] a = [1, 2, 4, 3], b = [2, 1, 1, 1];

        Assert.Equal(PairedTests.Compare(a, b, 5) with { Difference = -1.25 }, PairedTests.Compare(b, a, 5));
    }

    [Fact]
    public void Compare_UsersWithoutAValueInEither_AreLeftOut()
    {
        PairedTest test = PairedTests.Compare([1, double.NaN, 3, 5], [0, 1, double.NaN, 2], seed: 6);

        Assert.Equal(2, test.Users);
        Assert.Equal((1 + 3) / 2.0, test.Difference);
    }

    [Fact]
    public void Compare_Degenerate_HasAnAnswer()
    {
        Assert.Equal(new PairedTest(0, 1, 1, 3), PairedTests.Compare([1, 2, 3], [1, 2, 3], 7));
        Assert.Equal(new PairedTest(2, 1, double.NaN, 1), PairedTests.Compare([3], [1], 7));
        Assert.Equal(new PairedTest(double.NaN, double.NaN, double.NaN, 0), PairedTests.Compare([double.NaN], [1], 7));
        Assert.Equal(new PairedTest(double.NaN, double.NaN, double.NaN, 0), PairedTests.Compare([], [], 7));
        // The same difference for everybody: none but equal signs reach it, and it is beyond a t-test's doubt.
        PairedTest sure = PairedTests.Compare([.. Enumerable.Repeat(1.0, 40)], new double[40], 7, permutations: 999);
        Assert.Equal((1 / 1000.0, 0.0), (sure.PRandomisation, sure.PT));
        Assert.Throws<ArgumentException>(() => PairedTests.Compare([1], [1, 2], 7));
    }
}
