namespace OnnxRecs.Data.Reading;

/// <summary>Tells damaged content from a failing machine.</summary>
internal static class BadContent
{
    /// <summary>
    /// Whether reading failed because of what the bytes are. The runtime's unpackers throw many kinds of exception at damaged archives; of those
    /// of input and output only the unexpected end is the content's fault.
    /// </summary>
    public static bool Caused(Exception error) => error switch
    {
        InvalidDataException or EndOfStreamException => true,
        IOException or UnauthorizedAccessException or OutOfMemoryException or OperationCanceledException => false,
        _ => error is ArgumentException or ArithmeticException or NotSupportedException or IndexOutOfRangeException or InvalidOperationException or FormatException,
    };
}
