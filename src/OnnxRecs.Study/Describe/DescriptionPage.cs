using System.Text;
using OnnxRecs.Study.Analysis;

namespace OnnxRecs.Study.Describe;

/// <summary>A description as one HTML file that needs nothing else: no script, nothing from a network.</summary>
public static class DescriptionPage
{
    public static string ToHtml(DatasetDescription set)
    {
        var page = new StringBuilder();
        page.Append(
            $"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>{Markup.Escape(set.Name)}: what the data holds</title>
            <style>
            {PageStyle.Text}
            </style>
            </head>
            <body>
            <main>
            <header>
            <p class="kicker">What the data holds</p>
            <h1>{Markup.Escape(set.Name)}</h1>
            <p class="terms"><strong>Terms of use.</strong> {Markup.Escape(set.Licence)}</p>

            """);
        foreach (string note in set.Notes) page.Append($"<p class=\"terms\"><strong>Note.</strong> {Markup.Escape(note)}</p>\n");
        page.Append("</header>\n");
        IReadOnlyList<Section> sections = Sections.Of(set);
        Add(page, sections[0]);
        if (set.Missing.Count > 0)
        {
            page.Append("<section>\n<h2>What is missing</h2>\n<ul>\n");
            foreach (string sentence in set.Missing) page.Append($"<li>{Markup.Escape(sentence)}</li>\n");
            page.Append("</ul>\n</section>\n");
        }
        foreach (Section section in sections.Skip(1)) Add(page, section);
        return page.Append("</main>\n</body>\n</html>\n").Replace("\r\n", "\n").ToString();
    }

    private static void Add(StringBuilder page, Section section)
    {
        page.Append($"<section>\n<h2>{Markup.Escape(section.Title)}</h2>\n");
        foreach (Picture picture in section.Pictures)
        {
            page.Append($"<figure>\n<h3>{Markup.Escape(picture.Title)}</h3>\n<div class=\"picture\">\n{picture.Svg}\n</div>\n");
            page.Append($"<figcaption>{Markup.Escape(picture.Caption)}</figcaption>\n</figure>\n");
        }
        foreach (string sentence in section.Absences) page.Append($"<p class=\"absent\">{Markup.Escape(sentence)}</p>\n");
        if (section.Tables.Count > 0 && !section.IsOpen) page.Append("<details>\n<summary>The figures</summary>\n");
        foreach (FigureTable table in section.Tables) Add(page, table, titled: table.Title != section.Title);
        if (section.Tables.Count > 0 && !section.IsOpen) page.Append("</details>\n");
        page.Append("</section>\n");
    }

    private static void Add(StringBuilder page, FigureTable table, bool titled)
    {
        page.Append("<div class=\"table\">\n<table>\n");
        if (titled) page.Append($"<caption>{Markup.Escape(table.Title)}</caption>\n");
        page.Append("<thead><tr>");
        foreach (string header in table.Headers) page.Append($"<th scope=\"col\"{Side(header)}>{Markup.Escape(header.TrimStart('>'))}</th>");
        page.Append("</tr></thead>\n<tbody>\n");
        foreach (string[] row in table.Rows)
        {
            page.Append("<tr>");
            for (int c = 0; c < row.Length; c++)
            {
                string cell = c == 0 ? "th scope=\"row\"" : "td";
                page.Append($"<{cell}{Side(table.Headers[c])}>{Markup.Escape(row[c])}</{cell[..2]}>");
            }
            page.Append("</tr>\n");
        }
        page.Append("</tbody>\n</table>\n</div>\n");
    }

    private static string Side(string header) => header.StartsWith('>') ? " class=\"num\"" : "";
}
