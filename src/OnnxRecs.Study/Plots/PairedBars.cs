namespace OnnxRecs.Study.Plots;

/// <summary>Two shares of one name.</summary>
internal sealed record Pair(string Name, double First, double Second);

/// <summary>Lying bars in pairs, for names without an order of their own: what is offered beside what is taken.</summary>
internal static class PairedBars
{
    private const double RowHeight = 26, BarHeight = 9, Bottom = 44, Top = 28, ValueRoom = 64;

    private const int LongestName = 28;

    /// <param name="rows">At least one.</param>
    /// <param name="label">What a reader who cannot see it is told.</param>
    /// <param name="first">Name of the first series, drawn pale.</param>
    /// <param name="second">Name of the second one, in the accent colour.</param>
    public static string Draw(IReadOnlyList<Pair> rows, string label, string xTitle, string first, string second)
    {
        double height = Top + (rows.Count * RowHeight) + Bottom;
        var svg = new Svg(Frame.Width, height, label);
        double left = rows.Max(row => Svg.WidthOf(Short(row.Name))) + 10, right = Frame.Width - ValueRoom, bottom = height - Bottom;
        Scale scale = Ticks.FromZero(100 * rows.Max(row => Math.Max(row.First, row.Second)));
        double X(double share) => left + (scale.Share(100 * share) * (right - left));

        foreach (double tick in Ticks.Linear(scale))
        {
            svg.Line(X(tick / 100), Top - 4, X(tick / 100), bottom, tick == 0 ? "base" : "grid");
            svg.Text(X(tick / 100), bottom + 16, Axis.Label(tick), "tick", Anchor.Middle);
        }
        for (int i = 0; i < rows.Count; i++)
        {
            double y = Top + (i * RowHeight);
            svg.Text(left - 8, y + 13, Short(rows[i].Name), "tick", Anchor.End);
            svg.Rect(left, y, X(rows[i].First) - left, BarHeight, "bar2", $"{rows[i].Name}, {first}: {Numbers.Percent(rows[i].First)}");
            svg.Rect(left, y + BarHeight + 1, X(rows[i].Second) - left, BarHeight, "bar", $"{rows[i].Name}, {second}: {Numbers.Percent(rows[i].Second)}");
            svg.Text(X(Math.Max(rows[i].First, rows[i].Second)) + 6, y + 14, Ratio(rows[i]), "value");
        }
        svg.Text((left + right) / 2, height - 6, xTitle, "axis-title", Anchor.Middle);
        Frame.Legend(svg, Frame.Width - Frame.RightMargin, [(first, "bar2"), (second, "bar")], filled: true);
        return svg.ToString();
    }

    /// <summary>How many times the first share the second is.</summary>
    private static string Ratio(Pair row) => row.First > 0 ? $"\u00d7{row.Second / row.First:0.00}" : "";

    private static string Short(string name) => Markup.Shorten(name, LongestName);
}
