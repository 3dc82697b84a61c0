using System.Collections;
using System.Globalization;
using System.Text;
using OnnxRecs.Config;
using OnnxRecs.Data.Reading;

namespace OnnxRecs.Data.Loaders;

/// <summary>Which columns of a file are wanted, by header or by number from 1, and what is done with each field of theirs.</summary>
/// <param name="file">How messages call the file.</param>
/// <param name="path">JSON path of the settings, for messages.</param>
/// <param name="format">How the rows are written.</param>
internal sealed class TableColumns(string file, string path, ColumnFormat format) : IEnumerable
{
    private readonly List<(string Key, string Column, Action<RowReader, string> Read)> _wanted = [];

    /// <param name="key">The setting that names the column.</param>
    /// <param name="column">Header or number; empty: there is no such column.</param>
    /// <param name="read">Reads the field.</param>
    public void Add(string key, string column, Action<RowReader, string> read)
    {
        if (column.Length > 0) _wanted.Add((key, column, read));
    }

    public IEnumerator GetEnumerator() => _wanted.GetEnumerator();

    /// <summary>Reads the file; <paramref name="each"/> comes after the fields of a row.</summary>
    public void Read(LoadContext context, string name, Action<RowReader> each)
    {
        string[] names = [];
        Action<RowReader, string>?[]? actions = null;
        bool isHeader = format.Header, any = false;
        context.Rows(name, RowFormatOf(), rows =>
        {
            if (isHeader)
            {
                isHeader = false;
                var header = new List<string>();
                while (rows.HasField) header.Add(rows.Text("header").Trim());
                names = [.. header];
                actions = Resolve(names);
                return;
            }
            actions ??= Resolve(names = Numbered(rows));
            for (int i = 0; i < actions.Length; i++)
            {
                if (!rows.HasField) throw rows.Fault("columns", $"{actions.Length} columns", $"the row has {i} columns, expected {actions.Length}");
                if (actions[i] is { } read) read(rows, names[i]);
                else rows.Skip(names[i]);
            }
            rows.End();
            each(rows);
            any = true;
        });
        if (!any) context.Report(new Problem(file, 0, "rows", "at least one row", "has no rows, expected at least one"));
    }

    /// <summary>Without a header the first row says how many columns there are; it is read again afterwards.</summary>
    private static string[] Numbered(RowReader rows)
    {
        int count = 0;
        for (; rows.HasField; count++) rows.Skip($"{count + 1}");
        rows.Rewind();
        return [.. Enumerable.Range(1, count).Select(i => $"{i}")];
    }

    private Action<RowReader, string>?[] Resolve(string[] names)
    {
        var actions = new Action<RowReader, string>?[names.Length];
        foreach ((string key, string column, Action<RowReader, string> read) in _wanted)
        {
            int index = Array.IndexOf(names, column);
            if (index < 0 && int.TryParse(column, NumberStyles.None, null, out int number) && number >= 1 && number <= names.Length) index = number - 1;
            if (index < 0) throw new InputException($"{path}.{key}: {file} has no column \"{column}\"; it has {string.Join(", ", names.Select(each => $"\"{each}\""))}");
            if (actions[index] is not null) throw new InputException($"{path}.{key}: column \"{column}\" is used twice");
            actions[index] = read;
        }
        return actions;
    }

    private RowFormat RowFormatOf()
    {
        RowFormat rows = Encoded(new RowFormat(format.Separator) { Quotes = format.Quotes });
        if (rows.Encoding.GetString(rows.Encoding.GetBytes(format.Separator)) != format.Separator)
            throw new InputException($"{path}.format.separator: \"{format.Separator}\" cannot be written in {format.Encoding}");
        return rows;
    }

    private RowFormat Encoded(RowFormat rows)
    {
        string encoding = format.Encoding.ToLowerInvariant();
        if (encoding is "utf-8" or "utf8") return rows;
        if (encoding is "latin-1" or "latin1" or "iso-8859-1") return rows with { IsLatin1 = true };
        var unknown = new DecoderReplacementFallback(RowFormat.Unknown);
        try
        {
            Encoding known = CodePagesEncodingProvider.Instance.GetEncoding(encoding, EncoderFallback.ExceptionFallback, unknown)
                ?? Encoding.GetEncoding(encoding, EncoderFallback.ExceptionFallback, unknown);
            return rows with { Foreign = known };
        }
        catch (Exception error) when (error is ArgumentException or NotSupportedException)
        {
            throw new InputException($"{path}.format.encoding: \"{format.Encoding}\" is no encoding that .NET knows, such as utf-8, latin-1, windows-1252 or utf-16", error);
        }
    }
}
