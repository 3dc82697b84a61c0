using OnnxRecs.Study.Analysis;

namespace OnnxRecs.Study.Plots;

/// <summary>Bars from edge to edge of their bins, on a logarithmic axis.</summary>
internal static class Histogram
{
    private const double Height = 270;

    /// <param name="bins">Without gaps, ascending; from 1 on.</param>
    /// <param name="label">What a reader who cannot see it is told.</param>
    /// <param name="xTitle">What is binned, such as "events of a user".</param>
    /// <param name="noun">What is counted, such as "user".</param>
    public static string Draw(Bin[] bins, string label, string xTitle, string noun)
    {
        var svg = new Svg(Frame.Width, Height, label);
        Scale y = Ticks.FromZero(bins.Max(bin => bin.Count), whole: true);
        var frame = new Frame(
            svg,
            Axis.Of($"{xTitle} (logarithmic)", Scale.Log(bins[0].From, bins[^1].To)),
            Axis.Of($"{noun}s", y, Ticks.Linear(y, most: 5, whole: true)));
        foreach (Bin bin in bins)
        {
            if (bin.Count == 0) continue;
            double left = frame.X(bin.From), top = Math.Min(frame.Y(bin.Count), frame.Bottom - 1); // even a rare value shows
            svg.Rect(left + 0.75, top, frame.X(bin.To) - left - 1.5, frame.Bottom - top, "bar", $"{Name(bin)}: {Numbers.Plural(bin.Count, noun)}");
        }
        return svg.ToString();
    }

    /// <summary>"1", "16-31".</summary>
    public static string Name(Bin bin) => bin.To - bin.From <= 1 ? Axis.Label(bin.From) : $"{Axis.Label(bin.From)}\u2013{Axis.Label(bin.To - 1)}";
}
