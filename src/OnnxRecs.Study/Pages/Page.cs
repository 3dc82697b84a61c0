using System.Text;

namespace OnnxRecs.Study.Pages;

/// <summary>One HTML file that needs nothing else: no script, nothing from a network.</summary>
internal sealed class Page
{
    private readonly StringBuilder _text = new();

    /// <param name="kicker">The small line above the heading: what the page shows.</param>
    /// <param name="heading">Of what.</param>
    /// <param name="licence">The data's terms of use.</param>
    /// <param name="notes">What everybody must know who reads the figures.</param>
    public Page(string kicker, string heading, string licence, IEnumerable<string> notes)
    {
        _text.Append(
            $"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>{Markup.Escape(heading)}: {Markup.Escape(char.ToLowerInvariant(kicker[0]) + kicker[1..])}</title>
            <style>
            {PageStyle.Text}
            </style>
            </head>
            <body>
            <main>
            <header>
            <p class="kicker">{Markup.Escape(kicker)}</p>
            <h1>{Markup.Escape(heading)}</h1>
            <p class="terms"><strong>Terms of use.</strong> {Markup.Escape(licence)}</p>

            """);
        foreach (string note in notes) _text.Append($"<p class=\"terms\"><strong>Note.</strong> {Markup.Escape(note)}</p>\n");
        _text.Append("</header>\n");
    }

    public void Add(Section section)
    {
        _text.Append($"<section>\n<h2>{Markup.Escape(section.Title)}</h2>\n");
        foreach (Picture picture in section.Pictures)
        {
            _text.Append($"<figure>\n<h3>{Markup.Escape(picture.Title)}</h3>\n<div class=\"picture\">\n{picture.Svg}\n</div>\n");
            _text.Append($"<figcaption>{Markup.Escape(picture.Caption)}</figcaption>\n</figure>\n");
        }
        foreach (string sentence in section.Absences) _text.Append($"<p class=\"absent\">{Markup.Escape(sentence)}</p>\n");
        if (section.Tables.Count > 0 && !section.IsOpen) _text.Append("<details>\n<summary>The figures</summary>\n");
        foreach (FigureTable table in section.Tables) Add(table, titled: table.Title != section.Title);
        if (section.Tables.Count > 0 && !section.IsOpen) _text.Append("</details>\n");
        _text.Append("</section>\n");
    }

    /// <summary>A section of sentences.</summary>
    public void Add(string title, IReadOnlyList<string> sentences)
    {
        _text.Append($"<section>\n<h2>{Markup.Escape(title)}</h2>\n<ul>\n");
        foreach (string sentence in sentences) _text.Append($"<li>{Markup.Escape(sentence)}</li>\n");
        _text.Append("</ul>\n</section>\n");
    }

    /// <summary>The whole file, with the same line ends everywhere.</summary>
    public string ToHtml() => $"{_text}</main>\n</body>\n</html>\n".Replace("\r\n", "\n", StringComparison.Ordinal);

    private void Add(FigureTable table, bool titled)
    {
        _text.Append("<div class=\"table\">\n<table>\n");
        if (titled) _text.Append($"<caption>{Markup.Escape(table.Title)}</caption>\n");
        _text.Append("<thead><tr>");
        foreach (string header in table.Headers) _text.Append($"<th scope=\"col\"{Side(header)}>{Markup.Escape(header.TrimStart('>'))}</th>");
        _text.Append("</tr></thead>\n<tbody>\n");
        foreach (string[] row in table.Rows)
        {
            _text.Append("<tr>");
            for (int c = 0; c < row.Length; c++)
            {
                string cell = c == 0 ? "th scope=\"row\"" : "td";
                _text.Append($"<{cell}{Side(table.Headers[c])}>{Markup.Escape(row[c])}</{cell[..2]}>");
            }
            _text.Append("</tr>\n");
        }
        _text.Append("</tbody>\n</table>\n</div>\n");
    }

    private static string Side(string header) => header.StartsWith('>') ? " class=\"num\"" : "";
}
