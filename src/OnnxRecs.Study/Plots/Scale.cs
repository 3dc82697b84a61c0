namespace OnnxRecs.Study.Plots;

/// <summary>Places values along an axis.</summary>
internal sealed record Scale
{
    private Scale(double min, double max, bool isLog) => (Min, Max, IsLog) = (min, max, isLog);

    public double Min { get; }

    public double Max { get; }

    public bool IsLog { get; }

    /// <summary>Equal differences are equally far apart. Where there is only one value, it gets room above.</summary>
    public static Scale Linear(double min, double max) => new(min, max > min ? max : min + 1, isLog: false);

    /// <summary>Equal ratios are equally far apart.</summary>
    /// <param name="min">Above 0.</param>
    public static Scale Log(double min, double max)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(min);
        return new Scale(min, max > min ? max : min * 2, isLog: true);
    }

    /// <summary>0 at the smallest value, 1 at the largest; values outside are placed at the nearer end.</summary>
    public double Share(double value)
    {
        double share = IsLog ? Math.Log(Math.Max(value, Min) / Min) / Math.Log(Max / Min) : (value - Min) / (Max - Min);
        return Math.Clamp(share, 0, 1);
    }
}
