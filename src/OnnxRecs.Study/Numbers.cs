namespace OnnxRecs.Study;

/// <summary>Numbers as people read them.</summary>
internal static class Numbers
{
    /// <summary>"1,000,209".</summary>
    public static string Count(long count) => $"{count:#,0}";

    /// <summary>"1 user", "6,040 users".</summary>
    public static string Plural(long count, string noun) => count == 1 ? $"1 {noun}" : $"{Count(count)} {noun}s";

    /// <summary>"3 users of 10 (30.0 %)".</summary>
    public static string Part(long count, long all, string noun) => $"{Plural(count, noun)} of {Count(all)} ({Percent(count, all)})";

    /// <summary>Whole numbers as they are; others with two decimals, from 100 on with one.</summary>
    public static string Figure(double value) => Math.Abs(value) >= 100 ? $"{value:#,0.#}" : $"{value:0.##}";

    /// <summary>The share of a part of a whole.</summary>
    public static string Percent(double part, double all) => Percent(part / all);

    /// <summary>
    /// A share of 1 in percent, "43.2 %", with as many decimals as it takes to tell it from 0 and from 100: "4.47 %", "99.971 %".
    /// </summary>
    public static string Percent(double share)
    {
        double percent = 100 * share, rest = Math.Min(Math.Abs(percent), Math.Abs(100 - percent));
        int decimals = rest < 1e-9 ? 0 : Math.Clamp(2 - (int)Math.Floor(Math.Log10(rest)), 1, 8);
        return Math.Round(percent, decimals).ToString(rest < 1e-9 ? "0" : $"0.{new string('0', decimals)}") + " %";
    }
}
