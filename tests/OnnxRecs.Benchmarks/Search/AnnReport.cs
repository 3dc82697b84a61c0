using OnnxRecs.Artifacts;
using OnnxRecs.Pipeline;

namespace OnnxRecs.Benchmarks.Search;

/// <summary>What a run found: Markdown on the terminal and in a file. How far it is goes to the terminal alone.</summary>
internal sealed class AnnReport(TextWriter terminal, string folder) : IReporter
{
    private readonly List<string> _lines = [];

    /// <summary>Takes pictures as well.</summary>
    public string Folder { get; } = folder;

    public void Message(string text) => terminal.WriteLine($"- {text}");

    public void Progress(string task, double fraction, string detail) { }

    public void Line(string text = "")
    {
        terminal.WriteLine(text);
        _lines.Add(text);
    }

    /// <summary>A table; columns whose header begins with ">" are right-aligned.</summary>
    public void Table(string[] headers, IReadOnlyList<string[]> rows)
    {
        string[] names = Array.ConvertAll(headers, header => header.TrimStart('>'));
        int[] widths = [.. names.Select((name, column) => rows.Select(row => row[column].Length).Append(name.Length).Append(3).Max())];
        string Row(string[] cells) => $"| {string.Join(" | ", cells.Select((cell, i) => headers[i][0] == '>' ? cell.PadLeft(widths[i]) : cell.PadRight(widths[i])))} |";
        Line(Row(names));
        Line($"| {string.Join(" | ", widths.Select((width, i) => headers[i][0] == '>' ? new string('-', width - 1) + ":" : new string('-', width)))} |");
        foreach (string[] row in rows) Line(Row(row));
        Line();
    }

    /// <summary>A file beside the report, which shows it.</summary>
    public void Picture(string name, string label, string svg)
    {
        AtomicFile.WriteText(Path.Combine(Folder, name), svg);
        _lines.Add($"![{label}]({name})");
        _lines.Add("");
    }

    /// <summary>Writes what is known so far.</summary>
    public string Save()
    {
        string path = Path.Combine(Folder, "ann.md");
        AtomicFile.WriteText(path, string.Join('\n', _lines) + "\n");
        return path;
    }
}
