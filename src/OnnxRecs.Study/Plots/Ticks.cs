namespace OnnxRecs.Study.Plots;

/// <summary>Round numbers along an axis.</summary>
internal static class Ticks
{
    /// <summary>The smallest of 1, 2 or 5 times a power of ten that goes into <paramref name="range"/> at most <paramref name="most"/> times.</summary>
    /// <param name="whole">Steps below 1 make no sense: things are counted.</param>
    public static double Step(double range, int most, bool whole = false)
    {
        double power = Math.Pow(10, Math.Floor(Math.Log10(range / most)));
        // The slack is for ranges such as 0.3, of which 3 steps of 0.1 are a rounding error short.
        double step = new double[] { 1, 2, 5, 10 }.Select(digit => digit * power).First(step => range / step <= most + 1e-9);
        return whole ? Math.Max(1, step) : step;
    }

    /// <summary>The multiples of <see cref="Step"/> within a linear scale.</summary>
    public static double[] Linear(Scale scale, int most = 6, bool whole = false)
    {
        double step = Step(scale.Max - scale.Min, most, whole);
        var ticks = new List<double>();
        for (double k = Math.Ceiling((scale.Min / step) - 1e-9); k * step <= scale.Max + (1e-9 * step); k++) ticks.Add(Math.Round(k * step, 10) + 0); // -0 becomes 0
        return [.. ticks];
    }

    /// <summary>A linear scale from 0 that ends with a tick at or above <paramref name="max"/>.</summary>
    public static Scale FromZero(double max, bool whole = false)
    {
        if (!(max > 0)) return Scale.Linear(0, 1);
        double step = Step(max, 5, whole);
        return Scale.Linear(0, Math.Ceiling((max / step) - 1e-9) * step);
    }

    /// <summary>
    /// On a logarithmic scale: 1, 2 and 5 times the powers of ten where there is room for them, else the powers alone, else every second one,
    /// every third and so on. Linear ticks where not even two of those lie within.
    /// </summary>
    public static double[] Log(Scale scale, int most = 8)
    {
        double[] ticks = Decades(scale, [1, 2, 5], 1);
        for (int every = 1; ticks.Length > most; every++) ticks = Decades(scale, [1], every);
        return ticks.Length >= 2 ? ticks : Linear(scale, most / 2, whole: scale.Max - scale.Min >= 2);
    }

    /// <summary>As the scale needs.</summary>
    public static double[] Of(Scale scale) => scale.IsLog ? Log(scale) : Linear(scale);

    private static double[] Decades(Scale scale, double[] digits, int every)
    {
        const double Slack = 1e-9;
        var ticks = new List<double>();
        for (int power = (int)Math.Floor(Math.Log10(scale.Min)); Math.Pow(10, power) <= scale.Max * (1 + Slack); power++)
        {
            if (power % every != 0) continue;
            foreach (double digit in digits)
            {
                double tick = digit * Math.Pow(10, power);
                if (tick >= scale.Min * (1 - Slack) && tick <= scale.Max * (1 + Slack)) ticks.Add(tick);
            }
        }
        return [.. ticks];
    }
}
