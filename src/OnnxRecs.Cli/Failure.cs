namespace OnnxRecs.Cli;

/// <summary>What the user is told when a command fails, and the exit code. The only place where exceptions end.</summary>
internal static class Failure
{
    public const int Bug = 1;

    /// <summary>Done, but what came of it falls short of what was asked for: the command `paper`.</summary>
    public const int Short = 1;

    /// <summary>Not done, and the user can put it right or run it again: bad input, a full disk, an interruption.</summary>
    public const int NotDone = 2;

    /// <summary>Says it on the error stream and returns the exit code.</summary>
    public static int Report(Exception exception, Terminal terminal, CancellationToken cancel)
    {
        Exception cause = Unwrap(exception);
        if (cause is OperationCanceledException && cancel.IsCancellationRequested)
        {
            terminal.Error.WriteLine("Interrupted; run the same command again to go on.");
            return NotDone;
        }
        if (Explain(cause) is { } text)
        {
            terminal.Error.WriteLine($"error: {text}");
            return NotDone;
        }
        terminal.Error.WriteLine($"This is a bug in onnxrecs. {exception}");
        return Bug;
    }

    /// <summary>One line for what the user can put right, null for everything else.</summary>
    private static string? Explain(Exception cause) => cause switch
    {
        InputException or InvalidDataException => cause.Message,
        IOException or UnauthorizedAccessException => OneLine(cause),
        OutOfMemoryException => $"the memory does not suffice: {OneLine(cause)} Choose smaller models, a smaller data set or a machine with more memory.",
        DllNotFoundException or BadImageFormatException => $"an engine's native library cannot be loaded: {OneLine(cause)} Run `make setup`, or see \"Engines\" in README.md.",
        TypeInitializationException => $"an engine cannot be started: {OneLine(cause)} Run `make setup`, or see \"Engines\" in README.md.",
        _ => null,
    };

    /// <summary>The messages from the outermost to the cause, those that say something new.</summary>
    private static string OneLine(Exception exception)
    {
        var parts = new List<string>();
        for (Exception? e = exception; e is not null; e = e.InnerException)
        {
            string text = e.Message.ReplaceLineEndings(" ").Trim();
            if (!parts.Exists(part => part.Contains(text, StringComparison.Ordinal))) parts.Add(text);
        }
        return string.Join(" ", parts);
    }

    /// <summary>Parallel loops and static constructors wrap what really happened.</summary>
    private static Exception Unwrap(Exception exception) => exception switch
    {
        AggregateException many => Unwrap(many.Flatten().InnerExceptions[0]),
        TypeInitializationException { InnerException: DllNotFoundException or BadImageFormatException or TypeInitializationException or InputException } wrapped => Unwrap(wrapped.InnerException!),
        _ => exception,
    };
}
