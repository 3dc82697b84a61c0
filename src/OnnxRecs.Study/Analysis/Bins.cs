namespace OnnxRecs.Study.Analysis;

/// <summary>A bin of a histogram.</summary>
/// <param name="From">The smallest value that belongs to it.</param>
/// <param name="To">The smallest value above it that belongs to the next one.</param>
/// <param name="Count">How many values belong to it.</param>
public sealed record Bin(double From, double To, long Count);

/// <summary>Bins whose width doubles, for values from 1 that spread over orders of magnitude.</summary>
/// <remarks>
/// Edges are the powers of 2; where all values are 8 or more, also those of the square root of 2, rounded. Below 8 whole numbers would make
/// such half steps of very different widths, and a histogram with teeth.
/// </remarks>
internal static class LogBins
{
    private const double HalfStepsFrom = 8;

    /// <summary>Ascending edges, the first at most <paramref name="min"/>, the last above <paramref name="max"/>.</summary>
    /// <param name="min">At least 1.</param>
    /// <param name="max">At least <paramref name="min"/>.</param>
    public static double[] Edges(double min, double max)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(min, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(max, min);
        int step = min < HalfStepsFrom ? 2 : 1, half = 0;
        while (Edge(half + step) <= min) half += step;
        var edges = new List<double> { Edge(half) };
        while (edges[^1] <= max) edges.Add(Edge(half += step));
        return [.. edges];
    }

    /// <summary>The bin that a value belongs to, which must lie within the edges.</summary>
    public static int IndexOf(double[] edges, double value)
    {
        int place = Array.BinarySearch(edges, value);
        return place >= 0 ? place : ~place - 1;
    }

    /// <summary>The bins of given edges.</summary>
    public static Bin[] Of(double[] edges, long[] counts) => [.. counts.Select((count, i) => new Bin(edges[i], edges[i + 1], count))];

    private static double Edge(int halfSteps) => Math.Round(Math.Pow(2, halfSteps / 2.0));
}
