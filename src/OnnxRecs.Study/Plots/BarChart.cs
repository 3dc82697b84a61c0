namespace OnnxRecs.Study.Plots;

/// <summary>A bar of a chart.</summary>
/// <param name="Name">Shown while the mouse rests on it.</param>
/// <param name="Value">From 0.</param>
/// <param name="Tick">The label below it; empty: none.</param>
internal sealed record Bar(string Name, double Value, string Tick)
{
    public Bar(string name, double value) : this(name, value, name) { }
}

/// <summary>Upright bars side by side, for categories with an order of their own: values, months, ages.</summary>
internal static class BarChart
{
    private const double Height = 270, RoomForValue = 40, WidestBar = 72;

    /// <param name="bars">At least one.</param>
    /// <param name="label">What a reader who cannot see it is told.</param>
    /// <param name="noun">What is counted, such as "event".</param>
    public static string Draw(IReadOnlyList<Bar> bars, string label, string xTitle, string noun)
    {
        var svg = new Svg(Frame.Width, Height, label);
        Scale y = Ticks.FromZero(bars.Max(bar => bar.Value), whole: true);
        var ticks = bars.Select((bar, i) => (Value: i + 0.5, Label: bar.Tick)).Where(tick => tick.Label.Length > 0);
        var frame = new Frame(svg, new Axis(xTitle, Scale.Linear(0, bars.Count), [.. ticks]), Axis.Of($"{noun}s", y, Ticks.Linear(y, most: 5, whole: true)));
        double slot = (frame.Right - frame.Left) / bars.Count, width = Math.Min(slot > 4 ? slot * 0.82 : slot, WidestBar);
        for (int i = 0; i < bars.Count; i++)
        {
            double middle = frame.X(i + 0.5), top = bars[i].Value > 0 ? Math.Min(frame.Y(bars[i].Value), frame.Bottom - 1) : frame.Bottom; // even a rare value shows
            svg.Rect(middle - (width / 2), top, width, frame.Bottom - top, "bar", $"{bars[i].Name}: {Numbers.Plural((long)bars[i].Value, noun)}");
            if (slot >= RoomForValue) svg.Text(middle, top - 5, Axis.Label(bars[i].Value), "value", Anchor.Middle);
        }
        return svg.ToString();
    }
}
