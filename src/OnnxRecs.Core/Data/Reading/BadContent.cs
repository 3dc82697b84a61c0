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

    /// <summary>Reads from an unpacker, whose messages at damaged bytes tell of anything but damage.</summary>
    /// <exception cref="InvalidDataException">The bytes cannot be unpacked.</exception>
    public static int Unpack(Stream unpacker, Span<byte> buffer)
    {
        try
        {
            return unpacker.Read(buffer);
        }
        catch (Exception error) when (Caused(error))
        {
            throw new InvalidDataException("its content cannot be unpacked", error);
        }
    }
}
