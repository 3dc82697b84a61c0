using OnnxRecs.Metrics.Statistics;

namespace OnnxRecs.Tests.Core.Metrics.Statistics;

public sealed class StudentTTests
{
    // Critical values of printed tables (NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.6.7.2), which have three decimals.
    [Theory]
    [InlineData(1, 12.706, 0.05)]
    [InlineData(5, 2.571, 0.05)]
    [InlineData(10, 2.228, 0.05)]
    [InlineData(10, 3.169, 0.01)]
    [InlineData(30, 2.042, 0.05)]
    [InlineData(100, 2.626, 0.01)]
    public void TwoSided_CriticalValues_AreAsPrinted(int degreesOfFreedom, double t, double p) => Assert.Equal(p, StudentT.TwoSided(t, degreesOfFreedom), 1e-4);

    [Theory]
    [InlineData(1e-9)]
    [InlineData(0.3)]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(1000)]
    public void TwoSided_OneOrTwoDegrees_IsTheClosedForm(double t)
    {
        // Cauchy: P(|T| >= t) = 1 - 2 atan(t) / pi = 2 atan(1 / t) / pi. Two degrees: 1 - t / sqrt(2 + t^2) = 2 / (s (s + t)) with s = sqrt(2 + t^2).
        double s = Math.Sqrt(2 + t * t);
        AssertClose(2 * Math.Atan(1 / t) / Math.PI, StudentT.TwoSided(t, 1));
        AssertClose(2 / (s * (s + t)), StudentT.TwoSided(-t, 2));
    }

    [Theory]
    [InlineData(4)]
    [InlineData(38)]
    [InlineData(942)]
    [InlineData(6038)]
    [InlineData(160_000)]
    public void TwoSided_EvenDegrees_IsTheFiniteSum(int degreesOfFreedom)
    {
        foreach (double t in new[] { 0, 0.01, 0.5, 1, 1.96, 3, 5 }) Assert.Equal(FiniteSum(t, degreesOfFreedom), StudentT.TwoSided(t, degreesOfFreedom), 1e-10);
    }

    [Fact]
    public void TwoSided_Extremes_AreOneAndZero()
    {
        Assert.Equal(1, StudentT.TwoSided(0, 7));
        Assert.Equal(0, StudentT.TwoSided(double.PositiveInfinity, 7));
        Assert.InRange(StudentT.TwoSided(200, 1000), 0, 1e-300);
    }

    /// <summary>The dumb twin: Abramowitz and Stegun 26.7.4, 1 - sin u (1 + cos^2 u / 2 + (1 * 3) / (2 * 4) cos^4 u + ...) with tan u = t / sqrt(f).</summary>
    private static double FiniteSum(double t, int degreesOfFreedom)
    {
        double angle = Math.Atan(t / Math.Sqrt(degreesOfFreedom));
        double square = Math.Cos(angle) * Math.Cos(angle);
        double sum = 1, term = 1;
        for (int i = 1; i <= (degreesOfFreedom - 2) / 2; i++) sum += term *= square * (2 * i - 1) / (2 * i);
        return 1 - Math.Sin(angle) * sum;
    }

    private static void AssertClose(double expected, double actual) => Assert.InRange(actual, expected * (1 - 1e-9), expected * (1 + 1e-9));
}
