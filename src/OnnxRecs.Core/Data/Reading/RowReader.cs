using System.Buffers.Text;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Unicode;

namespace OnnxRecs.Data.Reading;

/// <summary>
/// Walks through rows and fields of a text file, forward and without allocating; every refusal names file, line, what was found and what
/// expected.
/// </summary>
/// <remarks>
/// Rows end with LF or CRLF; empty rows are passed over; a byte order mark is ignored. A row is at most 1 MiB long, so memory is bounded
/// whatever the file is. A quoted field ends on the line on which it began. What a method gives lasts until <see cref="Next"/>.
/// </remarks>
internal sealed class RowReader : IDisposable
{
    private const int ShownLength = 80;
    private const int MaxDigits = 18;

    private readonly string _file;
    private readonly RowFormat _format;
    private readonly CancellationToken _cancellation;
    private readonly byte[] _separator;
    private readonly ByteBlocks _blocks;
    private int _at; // where the next row starts
    private int _start; // where the row starts
    private int _field; // where the next field starts
    private int _end; // where the row ends
    private bool _hasField;
    private byte[] _unquoted = [];

    /// <param name="file">How messages call the file.</param>
    /// <param name="stream">Is disposed of with the reader.</param>
    /// <param name="format">How the rows are written.</param>
    /// <param name="cancellation">Is looked at with each block of the file.</param>
    public RowReader(string file, Stream stream, RowFormat format, CancellationToken cancellation = default)
    {
        _file = file;
        _format = format;
        _cancellation = cancellation;
        _separator = format.Encoding.GetBytes(format.Separator);
        _blocks = new ByteBlocks(stream);
        _at = _blocks.Start;
    }

    /// <summary>The current row's, from 1.</summary>
    public long Line { get; private set; }

    /// <summary>Whether the row has a further field.</summary>
    public bool HasField => _hasField;

    /// <summary>Moves to the next row; false at the end.</summary>
    /// <exception cref="InvalidDataException">The file cannot be read on. No further row will come.</exception>
    [MethodImpl(Hot.Code)]
    public bool Next()
    {
        while (true)
        {
            int length = _blocks.Bytes.AsSpan(_at.._blocks.End).IndexOf((byte)'\n');
            while (length < 0)
            {
                if (!MoveOn())
                {
                    if (_at == _blocks.End) return false;
                    length = _blocks.End - _at;
                    break;
                }
                length = _blocks.Bytes.AsSpan(_at.._blocks.End).IndexOf((byte)'\n');
            }
            (_start, _field, _end) = (_at, _at, _at + length);
            _at = Math.Min(_end + 1, _blocks.End);
            Line++;
            if (_end > _field && _blocks.Bytes[_end - 1] == '\r') _end--;
            _hasField = true;
            if (_end > _field) return true;
        }
    }

    /// <summary>Goes back to the first field of the row.</summary>
    public void Rewind() => (_field, _hasField) = (_start, true);

    /// <summary>Checks that the current row is exactly this.</summary>
    public void Header(string expected)
    {
        if (!Rest.SequenceEqual(Encoding.UTF8.GetBytes(expected))) throw Wrong("header", Rest, $"'{expected}'");
    }

    /// <summary>The next field's bytes, without quotes where the format has them.</summary>
    [MethodImpl(Hot.Code)]
    public ReadOnlySpan<byte> Field(string column)
    {
        if (!_hasField) throw Fault(column, "a field", $"the row ends before {column}");
        ReadOnlySpan<byte> rest = Rest;
        if (_format.Quotes && !rest.IsEmpty && rest[0] == '"') return Quoted(column, rest[1..]);
        int end = _separator.Length == 1 ? rest.IndexOf(_separator[0]) : rest.IndexOf(_separator);
        Advance(end < 0 ? _end : _field + end);
        return end < 0 ? rest : rest[..end];
    }

    /// <summary>Passes over a field, which must be well-formed text all the same.</summary>
    public void Skip(string column) => CheckText(column, Field(column));

    /// <summary>The next field as text.</summary>
    public string Text(string column) => Text(column, Field(column));

    /// <summary>A field's bytes as text.</summary>
    public string Text(string column, ReadOnlySpan<byte> field)
    {
        CheckText(column, field);
        return _format.Encoding.GetString(field);
    }

    /// <summary>The next field as an id of any letters.</summary>
    public ReadOnlySpan<byte> Id(string column)
    {
        ReadOnlySpan<byte> field = Field(column);
        return field.IsEmpty ? throw Wrong(column, field, "an id") : field;
    }

    /// <summary>The next field as a whole number from 0.</summary>
    [MethodImpl(Hot.Code)]
    public long Number(string column)
    {
        long number = 0;
        int i = _field;
        byte[] bytes = _blocks.Bytes;
        for (; i < _end && (uint)(bytes[i] - '0') <= 9; i++)
        {
            if (i - _field >= MaxDigits) break;
            number = number * 10 + (bytes[i] - '0');
        }
        if (_hasField && i > _field && (i == _end || bytes.AsSpan(i.._end).StartsWith(_separator)))
        {
            Advance(i);
            return number;
        }
        ReadOnlySpan<byte> field = Field(column);
        return Numbers.TryWhole(field, out number) ? number : throw Wrong(column, field, "a whole number from 0");
    }

    /// <summary>The next field as a time since 1970, in the file's unit.</summary>
    /// <param name="column">Its name.</param>
    /// <param name="unitsInASecond">1000: the file has milliseconds.</param>
    [MethodImpl(Hot.Code)]
    public long Time(string column, int unitsInASecond = 1)
    {
        long time = Number(column);
        return time / unitsInASecond <= Numbers.LastSecond
            ? time
            : throw Wrong(column, $"{time}", unitsInASecond == 1 ? "seconds since 1970" : "milliseconds since 1970");
    }

    /// <summary>The next field as a value of a scale.</summary>
    [MethodImpl(Hot.Code)]
    public float Value(string column, ValueScale scale)
    {
        ReadOnlySpan<byte> field = Field(column);
        return Utf8Parser.TryParse(field, out double value, out int used) && used == field.Length && scale.Has(value)
            ? (float)value
            : throw Wrong(column, field, scale.Expected);
    }

    /// <summary>Checks that the row has no further field.</summary>
    public void End()
    {
        if (_hasField) throw Wrong("the end of the row", Rest, "nothing more");
    }

    /// <summary>What to throw where a field does not hold what it should.</summary>
    public InvalidDataException Wrong(string column, ReadOnlySpan<byte> found, string expected) =>
        Wrong(column, (_format.IsLatin1 ? Encoding.Latin1 : Encoding.UTF8).GetString(found[..Math.Min(found.Length, ShownLength)]), expected);

    /// <inheritdoc cref="Wrong(string, ReadOnlySpan{byte}, string)"/>
    public InvalidDataException Wrong(string column, string found, string expected) => Fault(column, expected, $"{column} is '{found}', expected {expected}");

    /// <summary>What to throw where the row as a whole is not what it should be.</summary>
    public InvalidDataException Fault(string column, string expected, string text) => new Problem(_file, Line, column, expected, text).ToException();

    public void Dispose() => _blocks.Dispose();

    private ReadOnlySpan<byte> Rest => _blocks.Bytes.AsSpan(_field.._end);

    private bool MoveOn()
    {
        if (_blocks.End - _at > ByteBlocks.MaxKept) throw new Problem(_file, Line + 1, "row", "at most 1 MiB", "the row is longer than 1 MiB").ToException();
        _cancellation.ThrowIfCancellationRequested();
        bool first = Line == 0 && _blocks.End == _blocks.Start;
        bool more = _blocks.MoveOn(_at);
        _at = _blocks.Start;
        if (first && _blocks.Bytes.AsSpan(_at.._blocks.End).StartsWith("\uFEFF"u8)) _at += 3;
        return more;
    }

    private void Advance(int end)
    {
        _hasField = end < _end;
        _field = _hasField ? end + _separator.Length : _end;
    }

    /// <summary>A field up to the closing quote, with two quotes for one inside.</summary>
    private ReadOnlySpan<byte> Quoted(string column, ReadOnlySpan<byte> inner)
    {
        int at = 0, doubled = 0;
        while (true)
        {
            int quote = inner[at..].IndexOf((byte)'"');
            if (quote < 0) throw Wrong(column, Rest, "a closing quote on the same line");
            at += quote;
            if (!inner[(at + 1)..].StartsWith("\""u8)) break;
            at += 2;
            doubled++;
        }
        ReadOnlySpan<byte> after = inner[(at + 1)..];
        if (!after.IsEmpty && !after.StartsWith(_separator)) throw Wrong(column, after, "a separator after the closing quote");
        Advance(_field + at + 2);
        return doubled == 0 ? inner[..at] : Undoubled(inner[..at], at - doubled);
    }

    private ReadOnlySpan<byte> Undoubled(ReadOnlySpan<byte> quoted, int length)
    {
        if (_unquoted.Length < length) _unquoted = new byte[length];
        int to = 0;
        for (int from = 0; from < quoted.Length; from++)
        {
            _unquoted[to++] = quoted[from];
            if (quoted[from] == '"') from++;
        }
        return _unquoted.AsSpan(0, to);
    }

    private void CheckText(string column, ReadOnlySpan<byte> field)
    {
        if (_format.Foreign is { } foreign)
        {
            if (field.IndexOf(RowFormat.UnknownInUtf8) >= 0) throw Wrong(column, Encoding.UTF8.GetString(field[..Math.Min(field.Length, ShownLength)]).Replace(RowFormat.Unknown, "\uFFFD", StringComparison.Ordinal), foreign.WebName);
        }
        else if (!_format.IsLatin1 && !Utf8.IsValid(field))
        {
            throw Wrong(column, field, "UTF-8");
        }
    }
}
