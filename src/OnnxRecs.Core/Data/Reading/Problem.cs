namespace OnnxRecs.Data.Reading;

/// <summary>Something wrong with the content of a file.</summary>
/// <param name="File">How messages call the file.</param>
/// <param name="Line">From 1; 0: the file as a whole.</param>
/// <param name="Column">What it is about.</param>
/// <param name="Expected">What should be there; the same for all problems of a kind.</param>
/// <param name="Text">What is wrong, after "file, line 1: ".</param>
public sealed record Problem(string File, long Line, string Column, string Expected, string Text)
{
    private const string Key = "OnnxRecs.Problem";

    public override string ToString() => Line > 0 ? $"{File}, line {Line}: {Text}." : $"{File} {Text}.";

    /// <summary>As what a loader throws.</summary>
    internal InvalidDataException ToException(Exception? inner = null)
    {
        var error = new InvalidDataException(ToString(), inner);
        error.Data[Key] = this; // the exception's class is sealed
        return error;
    }

    /// <summary>Whether an exception says which file and what about it.</summary>
    internal static bool IsIn(Exception error) => error.Data.Contains(Key);

    /// <summary>What a loader has thrown at a setting: "$.table.item: what is wrong".</summary>
    internal static Problem Of(InputException error)
    {
        int colon = error.Message.IndexOf(": ", StringComparison.Ordinal);
        return new Problem(colon < 0 ? "The settings:" : error.Message[..(colon + 1)], 0, "settings", "settings that fit the files", error.Message[(colon < 0 ? 0 : colon + 2)..].TrimEnd('.'));
    }

    /// <summary>What a loader has thrown.</summary>
    internal static Problem Of(InvalidDataException error) => error.Data[Key] as Problem ?? new Problem("The set", 0, "content", error.Message, $"cannot be read: {error.Message.TrimEnd('.')}");
}
