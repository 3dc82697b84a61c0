using System.Text;

namespace OnnxRecs.Data.Reading;

/// <summary>How the rows of a text file are written.</summary>
/// <param name="Separator">What stands between fields.</param>
internal sealed record RowFormat(string Separator)
{
    /// <summary>What stands for bytes that a foreign encoding does not know: a code point that no text has (Unicode 23.7).</summary>
    public const string Unknown = "\uFFFF";

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static ReadOnlySpan<byte> UnknownInUtf8 => "\uFFFF"u8;

    /// <summary>What the first row has to be; null: the rows begin at once.</summary>
    public string? Header { get; init; }

    /// <summary>Whether a field may stand in double quotes, with two of them for one inside.</summary>
    public bool Quotes { get; init; }

    /// <summary>
    /// What the file is in, where that is neither UTF-8 nor Latin-1: it is turned into UTF-8 before anything else. Gives <see cref="Unknown"/> for bytes
    /// that are none of its own, so that the row that has them can be named.
    /// </summary>
    public Encoding? Foreign { get; init; }

    /// <summary>Latin-1 instead of UTF-8.</summary>
    public bool IsLatin1 { get; init; }

    /// <summary>Whether a file without rows is right.</summary>
    public bool MayBeEmpty { get; init; }

    /// <summary>Of what is read, after a foreign encoding was turned into UTF-8. Throws at bytes that are none of its own.</summary>
    public Encoding Encoding => IsLatin1 ? Encoding.Latin1 : StrictUtf8;
}
