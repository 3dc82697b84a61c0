using OnnxRecs.Cli;

namespace OnnxRecs.NativeTests.Cli;

public class FailureTests
{
    public static TheoryData<Exception, int, string> Known => new()
    {
        { new InputException("models/sample/neumf is missing"), 2, "error: models/sample/neumf is missing" },
        { new InvalidDataException("model.onnx is damaged"), 2, "error: model.onnx is damaged" },
        { new IOException("No space left on device : '/x'"), 2, "error: No space left on device : '/x'" },
        { new UnauthorizedAccessException("Access to the path '/x' is denied."), 2, "error: Access to the path '/x' is denied." },
        { new AggregateException(new IOException("No space left on device")), 2, "error: No space left on device" },
#pragma warning disable CA2201 // The runtime's own.
        {
            new AggregateException(new OutOfMemoryException("Array dimensions exceeded.")), 2,
            "error: the memory does not suffice: Array dimensions exceeded. Choose smaller models, a smaller data set or a machine with more memory."
        },
#pragma warning restore CA2201
        {
            new TypeInitializationException("Native", new DllNotFoundException("Unable to load shared library 'onnxruntime'.")), 2,
            "error: an engine's native library cannot be loaded: Unable to load shared library 'onnxruntime'. Run `make setup`, or see \"Engines\" in README.md."
        },
    };

    [Theory]
    [MemberData(nameof(Known))]
    public void Report_WhatTheUserCanPutRight_IsOneLine(Exception exception, int code, string line)
    {
        (int actual, string text) = Report(exception, CancellationToken.None);

        Assert.Equal((code, line + "\n"), (actual, text));
    }

    [Fact]
    public void Report_AnythingElse_IsABugWithItsStack()
    {
        (int code, string text) = Report(Assert.Throws<InvalidOperationException>(Break), CancellationToken.None);

        Assert.Equal(1, code);
        Assert.StartsWith("This is a bug in onnxrecs. System.InvalidOperationException: odd\n", text, StringComparison.Ordinal);
        Assert.Contains($"   at {typeof(FailureTests).FullName}", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Report_CancellationByTheUser_IsAnInterruption() => Assert.Equal(Failure.NotDone, Report(new AggregateException(new OperationCanceledException()), new CancellationToken(canceled: true)).Code);

    [Fact]
    public void Report_CancellationByNobody_IsABug() => Assert.Equal(1, Report(new TaskCanceledException("a time-out"), CancellationToken.None).Code);

    private static void Break() => throw new InvalidOperationException("odd");

    private static (int Code, string Text) Report(Exception exception, CancellationToken cancel)
    {
        using var error = new StringWriter { NewLine = "\n" };
        int code = Failure.Report(exception, new Terminal(TextWriter.Null, error, OutIsTerminal: false, ErrorIsTerminal: false), cancel);
        return (code, error.ToString());
    }
}
