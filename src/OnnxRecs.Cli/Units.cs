namespace OnnxRecs.Cli;

/// <summary>Numbers as people read them.</summary>
internal static class Units
{
    public static string Bytes(long bytes) => bytes switch
    {
        < 1000 => $"{bytes} B",
        < 1000 * 1000 => $"{bytes / 1e3:0.0} kB",
        < 1000 * 1000 * 1000 => $"{bytes / 1e6:0.0} MB",
        _ => $"{bytes / 1e9:0.0} GB",
    };

    public static string Seconds(double seconds) => seconds < 60 ? $"{seconds:0.0} s" : $"{(int)seconds / 60} min {(int)seconds % 60:00} s";

    /// <summary>Up to four significant digits; whole numbers as they are.</summary>
    public static string Figure(double value) => value == Math.Floor(value) && Math.Abs(value) < 1e15 ? $"{value:0}" : $"{value:G4}";
}
