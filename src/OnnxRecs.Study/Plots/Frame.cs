namespace OnnxRecs.Study.Plots;

/// <summary>An axis: what it measures, in which unit, and where its ticks are.</summary>
/// <param name="Title">With the unit, such as "users" or "share of events, %".</param>
/// <param name="Scale">Places values.</param>
/// <param name="Ticks">Labelled values, ascending.</param>
internal sealed record Axis(string Title, Scale Scale, (double Value, string Label)[] Ticks)
{
    /// <summary>Round numbers, written as such.</summary>
    public static Axis Of(string title, Scale scale) => Of(title, scale, Plots.Ticks.Of(scale));

    public static Axis Of(string title, Scale scale, double[] ticks) => new(title, scale, [.. ticks.Select(tick => (tick, Label(tick)))]);

    /// <summary>"0.5", "20", "5,000", "2 M".</summary>
    public static string Label(double value) => Math.Abs(value) switch
    {
        >= 1e9 => $"{value / 1e9:#,0.##} G",
        >= 1e6 => $"{value / 1e6:0.##} M",
        > 0 and < 0.01 => $"{value:0.#####}",
        _ => $"{value:#,0.##}",
    };
}

/// <summary>The field of a plot between its axes.</summary>
internal sealed class Frame
{
    public const double Width = 720, TopMargin = 30, RightMargin = 18, BottomMargin = 46;

    private const double TickGap = 6, LineHeight = 4;

    private readonly Svg _svg;
    private readonly Axis _x, _y;

    /// <summary>Draws the axes: horizontal lines at the ticks of <paramref name="y"/>, labels below those of <paramref name="x"/>.</summary>
    public Frame(Svg svg, Axis x, Axis y)
    {
        (_svg, _x, _y) = (svg, x, y);
        Left = TickGap + 4 + y.Ticks.Select(tick => Svg.WidthOf(tick.Label)).Append(20).Max();
        Right = svg.Width - RightMargin;
        Top = TopMargin;
        Bottom = svg.Height - BottomMargin;
        svg.Text(0, 12, y.Title, "axis-title");
        foreach ((double value, string label) in y.Ticks)
        {
            svg.Line(Left, Y(value), Right, Y(value), value == y.Scale.Min ? "base" : "grid");
            svg.Text(Left - TickGap, Y(value) + LineHeight, label, "tick", Anchor.End);
        }
        double free = double.NegativeInfinity;
        foreach ((double value, string label) in x.Ticks)
        {
            // A label that would touch the one before it is left out.
            double half = Svg.WidthOf(label) / 2, at = X(value);
            if (at - half < free) continue;
            svg.Line(at, Bottom, at, Bottom + 4, "base");
            svg.Text(Math.Min(at, svg.Width - half), Bottom + 17, label, "tick", Anchor.Middle);
            free = at + half + 6;
        }
        svg.Text((Left + Right) / 2, svg.Height - 6, x.Title, "axis-title", Anchor.Middle);
    }

    public double Left { get; }

    public double Right { get; }

    public double Top { get; }

    public double Bottom { get; }

    public double X(double value) => Left + (_x.Scale.Share(value) * (Right - Left));

    public double Y(double value) => Bottom - (_y.Scale.Share(value) * (Bottom - Top));

    public (double X, double Y) At(double x, double y) => (X(x), Y(y));

    /// <summary>Names the series at the upper right, in the order given.</summary>
    /// <param name="series">A name, and the class of its line or, with <paramref name="filled"/>, of its bar.</param>
    public void Legend(IReadOnlyList<(string Name, string Style)> series, bool filled) => Legend(_svg, Right, series, filled);

    /// <summary>Names series in the top line of a picture, ending at <paramref name="right"/>.</summary>
    public static void Legend(Svg svg, double right, IReadOnlyList<(string Name, string Style)> series, bool filled)
    {
        const double Mark = 16, Gap = 18;
        double x = right - series.Sum(one => Mark + 6 + Svg.WidthOf(one.Name)) - (Gap * (series.Count - 1));
        foreach ((string name, string style) in series)
        {
            if (filled || style.StartsWith("band", StringComparison.Ordinal)) svg.Rect(x, 3, Mark, 10, style);
            else svg.Line(x, 8, x + Mark, 8, style);
            svg.Text(x + Mark + 6, 12, name, "tick");
            x += Mark + 6 + Svg.WidthOf(name) + Gap;
        }
    }
}
