using System.Buffers.Text;
using System.Text;

namespace OnnxRecs.Data.Loaders;

/// <summary>Walks through rows and fields of a text file without allocating; every refusal names file, line, what was found and what expected.</summary>
/// <remarks>Rows end with LF or CRLF; empty rows are passed over; a byte order mark is ignored.</remarks>
internal ref struct RowReader
{
    private readonly string _file;
    private readonly ReadOnlySpan<byte> _separator;
    private ReadOnlySpan<byte> _rest;
    private ReadOnlySpan<byte> _row;
    private bool _hasField;
    private int _line;

    public RowReader(string file, ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> separator)
    {
        _file = file;
        _separator = separator;
        _rest = bytes.StartsWith("\uFEFF"u8) ? bytes[3..] : bytes;
    }

    /// <summary>Moves to the next row; false at the end.</summary>
    public bool Next()
    {
        while (!_rest.IsEmpty)
        {
            int end = _rest.IndexOf((byte)'\n');
            _row = end < 0 ? _rest : _rest[..end];
            _rest = end < 0 ? default : _rest[(end + 1)..];
            _line++;
            if (_row.EndsWith("\r"u8)) _row = _row[..^1];
            _hasField = true;
            if (!_row.IsEmpty) return true;
        }
        return false;
    }

    /// <summary>Reads the first row of a file, which must be exactly this.</summary>
    public void Header(ReadOnlySpan<byte> expected)
    {
        if (!Next()) throw new InvalidDataException($"{_file} is empty; expected the header '{Encoding.UTF8.GetString(expected)}'.");
        if (!_row.SequenceEqual(expected)) throw Wrong("header", _row, $"'{Encoding.UTF8.GetString(expected)}'");
        _row = default;
    }

    /// <summary>The next field's bytes.</summary>
    public ReadOnlySpan<byte> Field(string column)
    {
        if (!_hasField) throw new InvalidDataException($"{_file}, line {_line}: the row ends before {column}.");
        int end = _row.IndexOf(_separator);
        ReadOnlySpan<byte> field = end < 0 ? _row : _row[..end];
        _hasField = end >= 0;
        _row = end < 0 ? default : _row[(end + _separator.Length)..];
        return field;
    }

    /// <summary>The next field as text; where it begins with a quote, up to the closing one, with two quotes for one inside.</summary>
    public string QuotedField(string column)
    {
        if (_row.IsEmpty || _row[0] != '"') return Encoding.UTF8.GetString(Field(column));
        ReadOnlySpan<byte> inner = _row[1..];
        int at = 0;
        while (at < inner.Length && (inner[at] != '"' || inner[(at + 1)..].StartsWith("\""u8))) at += inner[at] == '"' ? 2 : 1;
        if (at >= inner.Length) throw Wrong(column, _row, "a closing quote on the same line");
        string text = Encoding.UTF8.GetString(inner[..at]).Replace("\"\"", "\"", StringComparison.Ordinal);
        _row = inner[(at + 1)..];
        if (!_row.IsEmpty && !_row.StartsWith(_separator)) throw Wrong(column, _row, "a separator after the closing quote");
        _hasField = !_row.IsEmpty;
        if (_hasField) _row = _row[_separator.Length..];
        return text;
    }

    /// <summary>The next field as a whole number from 0.</summary>
    public long Number(string column)
    {
        ReadOnlySpan<byte> field = Field(column);
        return Utf8Parser.TryParse(field, out long number, out int used) && used == field.Length && number >= 0
            ? number
            : throw Wrong(column, field, "a whole number from 0");
    }

    /// <summary>The next field as a rating: a multiple of 0.5 from 0.5 to 5.</summary>
    public float Rating(string column)
    {
        ReadOnlySpan<byte> field = Field(column);
        return Utf8Parser.TryParse(field, out float rating, out int used) && used == field.Length && rating is >= 0.5f and <= 5 && rating * 2 % 1 == 0
            ? rating
            : throw Wrong(column, field, "a rating from 0.5 to 5 in steps of 0.5");
    }

    /// <summary>Checks that the row has no further field.</summary>
    public readonly void End()
    {
        if (_hasField) throw Wrong("the end of the row", _row, "nothing more");
    }

    /// <summary>What to throw where a field does not hold what it should.</summary>
    public readonly InvalidDataException Wrong(string column, ReadOnlySpan<byte> found, string expected) =>
        new($"{_file}, line {_line}: {column} is '{Encoding.UTF8.GetString(found[..Math.Min(found.Length, 80)])}', expected {expected}.");
}
