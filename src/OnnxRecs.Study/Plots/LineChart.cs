namespace OnnxRecs.Study.Plots;

/// <summary>One line of a chart.</summary>
/// <param name="Style">"line" (accent), "line2" (dashed) or "line3" (pale).</param>
/// <param name="Dots">Marks each point.</param>
internal sealed record Line(string Name, string Style, (double X, double Y)[] Points, bool Dots = false);

/// <summary>The area between two values at each place, such as one deviation around a mean.</summary>
internal sealed record Band(string Name, (double X, double Low, double High)[] Points);

/// <summary>A named point; the name stands at its lower right, below that of any point above it.</summary>
internal sealed record Mark(double X, double Y, string Text);

/// <summary>Lines over numbers, each axis linear or logarithmic.</summary>
/// <param name="X">The axis below.</param>
/// <param name="Y">The axis at the left.</param>
/// <param name="Lines">At least one; drawn in this order.</param>
internal sealed record LineChart(Axis X, Axis Y, params IReadOnlyList<Line> Lines)
{
    private const double Height = 310;

    public Band? Band { get; init; }

    public IReadOnlyList<Mark> Marks { get; init; } = [];

    /// <param name="label">What a reader who cannot see it is told.</param>
    public string Draw(string label)
    {
        var svg = new Svg(Frame.Width, Height, label);
        var frame = new Frame(svg, X, Y);
        if (Band is not null)
        {
            svg.Polygon([.. Band.Points.Select(point => frame.At(point.X, point.High)), .. Band.Points.Reverse().Select(point => frame.At(point.X, point.Low))], "band");
        }
        foreach (Line line in Lines)
        {
            svg.Polyline(line.Points.Select(point => frame.At(point.X, point.Y)), line.Style);
            if (!line.Dots) continue;
            foreach ((double x, double y) in line.Points) svg.Circle(frame.X(x), frame.Y(y), 3, "dot", $"{line.Name}: {Numbers.Figure(y)}");
        }
        double free = double.NegativeInfinity;
        foreach (Mark mark in Marks.OrderByDescending(mark => mark.Y))
        {
            double text = Math.Max(frame.Y(mark.Y) + 15, free);
            svg.Circle(frame.X(mark.X), frame.Y(mark.Y), 4, "dot", mark.Text);
            svg.Text(frame.X(mark.X) + 8, text, mark.Text, "mark");
            free = text + 16;
        }
        (string, string)[] legend = [.. Lines.Select(line => (line.Name, line.Style)), .. Band is null ? [] : new[] { (Band.Name, "band") }];
        if (legend.Length > 1) frame.Legend(legend, filled: false);
        return svg.ToString();
    }
}
