namespace OnnxRecs.Metrics.Statistics;

/// <summary>Student's t distribution.</summary>
/// <remarks>
/// P(|T| at least |t|) = I(f / (f + t^2); f / 2, 1 / 2) with f degrees of freedom, where I is the regularised incomplete beta function, worked out by
/// its continued fraction (NIST Digital Library of Mathematical Functions, 8.17.22) from the front (Lentz's method).
/// </remarks>
internal static class StudentT
{
    private const double Tiny = 1e-300;

    /// <summary>The two-sided p value, to about twelve digits. Cost O(sqrt(f)).</summary>
    public static double TwoSided(double t, int degreesOfFreedom) =>
        double.IsInfinity(t) ? 0 : Beta(degreesOfFreedom / (degreesOfFreedom + t * t), t * t / (degreesOfFreedom + t * t), degreesOfFreedom / 2.0, 0.5);

    /// <param name="x">In 0 .. 1.</param>
    /// <param name="rest">1 - x, given apart so that it loses no digits.</param>
    /// <param name="a">Above 0.</param>
    /// <param name="b">Above 0.</param>
    private static double Beta(double x, double rest, double a, double b)
    {
        if (x == 0) return 0;
        // On the other side of the mean the fraction converges slowly.
        if (x > (a + 1) / (a + b + 2)) return rest == 0 ? 1 : 1 - Beta(rest, x, b, a);
        double front = Math.Exp(a * Math.Log(x) + b * Math.Log(rest) + LogGamma(a + b) - LogGamma(a) - LogGamma(b)) / a;
        double fraction = 1, c = 1, d = 0, step = 0;
        for (int i = 1; Math.Abs(step - 1) > 1e-15 && i < 10_000; i++)
        {
            int m = i / 2;
            double term = i % 2 == 0
                ? m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
                : -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
            d = 1 / NotZero(1 + term * d);
            c = NotZero(1 + term / c);
            step = c * d;
            fraction *= step;
        }
        return front / fraction;
    }

    private static double NotZero(double value) => Math.Abs(value) < Tiny ? Tiny : value;

    /// <summary>Stirling's series (5.11.1 there), after a step up to where it has all digits.</summary>
    private static double LogGamma(double x)
    {
        double below = 1;
        for (; x < 10; x++) below *= x;
        double square = x * x;
        double series = (1.0 / 12 - (1.0 / 360 - (1.0 / 1260 - (1.0 / 1680 - 1.0 / 1188 / square) / square) / square) / square) / x;
        return (x - 0.5) * Math.Log(x) - x + Math.Log(2 * Math.PI) / 2 + series - Math.Log(below);
    }
}
