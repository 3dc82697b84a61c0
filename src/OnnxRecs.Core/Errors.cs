namespace OnnxRecs;

/// <summary>
/// Something the user can put right: a bad option, a missing file, an artifact of other data. The message is one line that names the
/// file, line or JSON path and says what to do. The command line prints it and exits with code 2.
/// </summary>
/// <remarks>Damaged content of a file is an <see cref="InvalidDataException"/>; both are shown to the user in the same way.</remarks>
public sealed class InputException : Exception
{
    public InputException(string message) : base(message) { }

    public InputException(string message, Exception? inner) : base(message, inner) { }
}
