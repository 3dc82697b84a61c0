using System.Globalization;
using System.Text;

namespace OnnxRecs.Study.Plots;

/// <summary>Where a text stands relative to its point.</summary>
internal enum Anchor
{
    Start,
    Middle,
    End,
}

/// <summary>Writes one inline SVG picture. Lengths are in units of the view box, from the upper left corner; colours come from the page's style by class.</summary>
internal sealed class Svg
{
    private readonly StringBuilder _text = new();

    /// <param name="width">Of the view box; the picture itself is as wide as its place.</param>
    /// <param name="label">What a reader who cannot see it is told.</param>
    public Svg(double width, double height, string label)
    {
        Width = width;
        Height = height;
        _text.Append($"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Show(width)} {Show(height)}\" ");
        _text.Append($"role=\"img\" aria-label=\"{Markup.Escape(label)}\">\n");
    }

    public double Width { get; }

    public double Height { get; }

    /// <summary>A rectangle; <paramref name="hint"/> is shown while the mouse rests on it.</summary>
    public void Rect(double x, double y, double width, double height, string style, string? hint = null, double? opacity = null) =>
        Shape($"<rect x=\"{Show(x)}\" y=\"{Show(y)}\" width=\"{Show(Math.Max(0, width))}\" height=\"{Show(Math.Max(0, height))}\" class=\"{style}\"{Opacity(opacity)}", "rect", hint);

    public void Line(double x1, double y1, double x2, double y2, string style) =>
        Shape($"<line x1=\"{Show(x1)}\" y1=\"{Show(y1)}\" x2=\"{Show(x2)}\" y2=\"{Show(y2)}\" class=\"{style}\"", "line", null);

    public void Circle(double x, double y, double radius, string style, string? hint = null) =>
        Shape($"<circle cx=\"{Show(x)}\" cy=\"{Show(y)}\" r=\"{Show(radius)}\" class=\"{style}\"", "circle", hint);

    /// <summary>Straight lines through all points.</summary>
    public void Polyline(IEnumerable<(double X, double Y)> points, string style) => Shape($"<polyline points=\"{Points(points)}\" class=\"{style}\"", "polyline", null);

    /// <summary>The area inside all points.</summary>
    public void Polygon(IEnumerable<(double X, double Y)> points, string style) => Shape($"<polygon points=\"{Points(points)}\" class=\"{style}\"", "polygon", null);

    /// <param name="turn">Degrees clockwise around the point.</param>
    public void Text(double x, double y, string text, string style, Anchor anchor = Anchor.Start, double turn = 0)
    {
        string place = anchor switch { Anchor.Middle => " text-anchor=\"middle\"", Anchor.End => " text-anchor=\"end\"", _ => "" };
        string turned = turn == 0 ? "" : $" transform=\"rotate({Show(turn)} {Show(x)} {Show(y)})\"";
        _text.Append($"<text x=\"{Show(x)}\" y=\"{Show(y)}\" class=\"{style}\"{place}{turned}>{Markup.Escape(text)}</text>\n");
    }

    /// <summary>The finished picture.</summary>
    public override string ToString() => $"{_text}</svg>";

    /// <summary>About how wide a text is in the wider ones of the common system fonts, so that it is not cut.</summary>
    public static double WidthOf(string text, double fontSize = 12)
    {
        double width = 0;
        foreach (char letter in text)
        {
            width += letter switch
            {
                'i' or 'j' or 'l' or 'I' or '.' or ',' or '\'' or '|' or ':' or ';' or ' ' => 0.34,
                'm' or 'w' or 'M' or 'W' or '%' or '&' or '<' or '>' or '+' or '=' => 0.95,
                >= '\u2e80' => 1.05,
                >= 'A' and <= 'Z' => 0.72,
                _ => 0.62,
            };
        }
        return width * fontSize;
    }

    private static string Opacity(double? opacity) => opacity is { } value ? $" fill-opacity=\"{Show(value)}\"" : "";

    private static string Points(IEnumerable<(double X, double Y)> points) => string.Join(' ', points.Select(point => $"{Show(point.X)},{Show(point.Y)}"));

    // Adding 0 makes -0 a plain 0.
    private static string Show(double length) => (Math.Round(length, 2) + 0).ToString("0.##", CultureInfo.InvariantCulture);

    private void Shape(string start, string name, string? hint) =>
        _text.Append(hint is null ? $"{start}/>\n" : $"{start}><title>{Markup.Escape(hint)}</title></{name}>\n");
}
