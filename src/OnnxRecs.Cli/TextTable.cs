using Spectre.Console;

namespace OnnxRecs.Cli;

/// <summary>A table of text: with a frame on a terminal, as plain columns elsewhere.</summary>
/// <param name="Headers">One for each column; a leading '>' sets the column to the right.</param>
/// <param name="Rows">As many cells as headers.</param>
internal sealed record TextTable(string[] Headers, IReadOnlyList<string[]> Rows)
{
    public void Write(Terminal terminal)
    {
        if (terminal.OutIsTerminal) WriteFramed(terminal);
        else WritePlain(terminal.Out);
    }

    private static bool IsRight(string header) => header.StartsWith('>');

    private static string Title(string header) => header.TrimStart('>');

    private void WriteFramed(Terminal terminal)
    {
        var table = new Table { Border = TableBorder.Rounded };
        foreach (string header in Headers)
        {
            var column = new TableColumn(new Text(Title(header), new Style(decoration: Decoration.Bold)));
            table.AddColumn(IsRight(header) ? column.RightAligned().NoWrap() : column);
        }
        foreach (string[] row in Rows) table.AddRow(row.Select(cell => new Text(cell)));
        AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(terminal.Out) }).Write(table);
    }

    private void WritePlain(TextWriter writer)
    {
        int[] widths = [.. Headers.Select((header, c) => Rows.Select(row => row[c].Length).Append(Title(header).Length).Max())];
        WriteLine(Headers.Select(Title));
        foreach (string[] row in Rows) WriteLine(row);

        void WriteLine(IEnumerable<string> cells) =>
            writer.WriteLine(string.Join("  ", cells.Select((cell, c) => IsRight(Headers[c]) ? cell.PadLeft(widths[c]) : cell.PadRight(widths[c]))).TrimEnd());
    }
}
