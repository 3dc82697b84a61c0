namespace OnnxRecs.Study.Plots;

/// <summary>A coordinate with its interval, which is the value alone where there is none.</summary>
internal readonly record struct Spot(double Value, double Low, double High);

/// <summary>One point.</summary>
/// <param name="Name">Stands beside it where it is joined, if there is room.</param>
/// <param name="Hint">Shown while the mouse rests on it.</param>
/// <param name="IsJoined">Whether the line goes through it.</param>
internal sealed record ScatterPoint(Spot X, Spot Y, string Name, string Hint, bool IsJoined);

/// <summary>Points with the bars of their intervals, some of them joined by a line from left to right.</summary>
/// <param name="X">Title of the axis below.</param>
/// <param name="Y">Title of the axis at the left.</param>
/// <param name="Points">At least one.</param>
internal sealed record ScatterChart(string X, string Y, IReadOnlyList<ScatterPoint> Points)
{
    private const double Height = 420;

    // Between the middles of two names that are to be read.
    private const double NameWidth = 16, NameHeight = 13;

    /// <param name="label">What a reader who cannot see it is told.</param>
    public string Draw(string label)
    {
        var svg = new Svg(Frame.Width, Height, label);
        var frame = new Frame(svg, AxisOf(X, Points.Select(point => point.X)), AxisOf(Y, Points.Select(point => point.Y)));
        foreach (ScatterPoint point in Points)
        {
            if (point.Y.High > point.Y.Low) svg.Line(frame.X(point.X.Value), frame.Y(point.Y.Low), frame.X(point.X.Value), frame.Y(point.Y.High), "base");
            if (point.X.High > point.X.Low) svg.Line(frame.X(point.X.Low), frame.Y(point.Y.Value), frame.X(point.X.High), frame.Y(point.Y.Value), "base");
        }
        ScatterPoint[] joined = [.. Points.Where(point => point.IsJoined).OrderBy(point => point.X.Value)];
        svg.Polyline(joined.Select(point => frame.At(point.X.Value, point.Y.Value)), "line");
        foreach (ScatterPoint point in Points.Where(point => !point.IsJoined)) svg.Circle(frame.X(point.X.Value), frame.Y(point.Y.Value), 4, "bar2", point.Hint);
        var named = new List<(double X, double Y)>();
        foreach (ScatterPoint point in joined)
        {
            (double x, double y) = frame.At(point.X.Value, point.Y.Value);
            svg.Circle(x, y, 4.5, "dot", point.Hint);
            if (named.Exists(other => Math.Abs(other.X - x) < NameWidth && Math.Abs(other.Y - y) < NameHeight)) continue;
            named.Add((x, y));
            if (x + 7 + Svg.WidthOf(point.Name) > svg.Width) svg.Text(x - 7, y - 6, point.Name, "mark", Anchor.End);
            else svg.Text(x + 7, y - 6, point.Name, "mark");
        }
        return svg.ToString();
    }

    /// <summary>From tick to tick around all intervals.</summary>
    private static Axis AxisOf(string title, IEnumerable<Spot> spots)
    {
        double low = spots.Min(spot => spot.Low), high = spots.Max(spot => spot.High);
        // A single value has an axis of its own size around it.
        if (!(high > low)) (low, high) = (low - Math.Max(Math.Abs(low) / 10, 1e-3), high + Math.Max(Math.Abs(high) / 10, 1e-3));
        double step = Ticks.Step(high - low, 6);
        var scale = Scale.Linear(Math.Floor(low / step + 1e-9) * step, Math.Ceiling(high / step - 1e-9) * step);
        string format = $"#,0.{new string('0', Math.Max(0, -(int)Math.Floor(Math.Log10(step) + 1e-9)))}";
        return new Axis(title, scale, [.. Ticks.Linear(scale, 8).Select(tick => (tick, tick.ToString(format)))]);
    }
}
