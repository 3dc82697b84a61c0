using System.Text;

namespace OnnxRecs.Data.Reading;

/// <summary>How the rows of a text file are written.</summary>
/// <param name="Separator">What stands between fields.</param>
internal sealed record RowFormat(string Separator)
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>What the first row has to be; null: the rows begin at once.</summary>
    public string? Header { get; init; }

    /// <summary>Whether a field may stand in double quotes, with two of them for one inside.</summary>
    public bool Quotes { get; init; }

    /// <summary>What the file is in, where that is neither UTF-8 nor Latin-1: it is turned into UTF-8 before anything else. Throws at bytes that are none of its own.</summary>
    public Encoding? Foreign { get; init; }

    /// <summary>Latin-1 instead of UTF-8.</summary>
    public bool IsLatin1 { get; init; }

    /// <summary>Whether a file without rows is right.</summary>
    public bool MayBeEmpty { get; init; }

    /// <summary>Throws at bytes that are none of its own.</summary>
    public Encoding Encoding => IsLatin1 ? Encoding.Latin1 : StrictUtf8;
}
