namespace OnnxRecs.Study.Plots;

/// <summary>A table of ratios as colours: the accent colour above 1, grey below, nothing at 1. The colour is full at a ratio of 2 or 1/2.</summary>
internal static class HeatMap
{
    private const double RowHeight = 22, FullRatio = 2, FullOpacity = 0.75, NumberRoom = 24, WidestCell = 60;

    /// <summary>The sine of the 45 degrees at which column names stand.</summary>
    private const double Slope = 0.71;

    private const int LongestRow = 32, LongestColumn = 18;

    /// <param name="rows">Names at the left.</param>
    /// <param name="columns">Names on top, slanted.</param>
    /// <param name="ratios">[row][column], from 0.</param>
    /// <param name="label">What a reader who cannot see it is told.</param>
    public static string Draw(string[] rows, string[] columns, double[][] ratios, string label)
    {
        rows = Array.ConvertAll(rows, row => Markup.Shorten(row, LongestRow));
        columns = Array.ConvertAll(columns, column => Markup.Shorten(column, LongestColumn));
        double left = rows.Max(row => Svg.WidthOf(row)) + 10, slant = Svg.WidthOf(columns[^1]) * Slope;
        double cell = Math.Min((Frame.Width - left - slant) / columns.Length, WidestCell);
        double top = (columns.Max(column => Svg.WidthOf(column)) * Slope) + 20, bottom = top + (rows.Length * RowHeight);
        var svg = new Svg(Frame.Width, bottom + 46, label);
        for (int c = 0; c < columns.Length; c++) svg.Text(left + ((c + 0.5) * cell), top - 6, columns[c], "tick", turn: -45);
        for (int r = 0; r < rows.Length; r++)
        {
            double y = top + (r * RowHeight);
            svg.Text(left - 8, y + 15, rows[r], "tick", Anchor.End);
            for (int c = 0; c < columns.Length; c++)
            {
                double ratio = ratios[r][c], x = left + (c * cell);
                svg.Rect(x + 0.5, y + 0.5, cell - 1, RowHeight - 1, StyleOf(ratio), $"{rows[r]}, {columns[c]}: \u00d7{ratio:0.00}", OpacityOf(ratio));
                if (cell >= NumberRoom) svg.Text(x + (cell / 2), y + 15, ratio >= 10 ? $"{ratio:0}" : $"{ratio:0.0}", "cell", Anchor.Middle);
            }
        }
        DrawKey(svg, left, bottom + 16);
        return svg.ToString();
    }

    /// <summary>The colour scale, in steps that are equal ratios.</summary>
    private static void DrawKey(Svg svg, double left, double y)
    {
        const int Steps = 9;
        const double Width = 34;
        for (int i = 0; i < Steps; i++)
        {
            double ratio = Math.Pow(FullRatio, ((2.0 * i) - Steps + 1) / (Steps - 1));
            svg.Rect(left + (i * Width), y, Width, 10, StyleOf(ratio), null, OpacityOf(ratio));
        }
        svg.Text(left, y + 24, "half as often", "tick");
        svg.Text(left + (Steps * Width / 2), y + 24, "as all", "tick", Anchor.Middle);
        svg.Text(left + (Steps * Width), y + 24, "twice as often", "tick", Anchor.End);
    }

    private static string StyleOf(double ratio) => ratio >= 1 ? "more" : "less";

    private static double OpacityOf(double ratio) =>
        ratio <= 0 ? FullOpacity : FullOpacity * Math.Min(1, Math.Abs(Math.Log(ratio)) / Math.Log(FullRatio));
}
