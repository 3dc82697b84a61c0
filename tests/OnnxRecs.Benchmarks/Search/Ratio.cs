namespace OnnxRecs.Benchmarks.Search;

/// <summary>How many times as much one side has as another, turn by turn: what slows a turn slows both.</summary>
internal sealed record Ratio(double Median, double Lowest, double Highest)
{
    public static Ratio Of(IReadOnlyList<double> side, IReadOnlyList<double> other)
    {
        double[] ratios = [.. side.Zip(other, (a, b) => a / b).Order()];
        return new Ratio(MedianOf(ratios), ratios[0], ratios[^1]);
    }

    public static double MedianOf(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    public override string ToString() => Lowest == Highest ? $"{Median:F2}" : $"{Median:F2} ({Lowest:F2} to {Highest:F2})";
}
