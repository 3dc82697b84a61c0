using System.Runtime.InteropServices;

namespace OnnxRecs.NativeTests.Support;

/// <summary>For as long as it lives, no file of this process grows beyond a size: what a full disk looks like to a program (POSIX alone).</summary>
internal sealed partial class FileSizeLimit : IDisposable
{
    private const int FileSize = 1, TooLargeSignal = 25;
    private const nint Ignore = 1;
    private readonly Limit _before;

    public FileSizeLimit(long bytes)
    {
        // The signal that comes with the error would end the process.
        Signal(TooLargeSignal, Ignore);
        Check(GetLimit(FileSize, out _before));
        Check(SetLimit(FileSize, _before with { Soft = (ulong)bytes }));
    }

    public void Dispose() => Check(SetLimit(FileSize, _before));

    private static void Check(int result)
    {
        if (result != 0) throw new InvalidOperationException($"The limit cannot be set (error {Marshal.GetLastPInvokeError()}).");
    }

    [LibraryImport("libc", EntryPoint = "getrlimit", SetLastError = true)]
    private static partial int GetLimit(int resource, out Limit limit);

    [LibraryImport("libc", EntryPoint = "setrlimit", SetLastError = true)]
    private static partial int SetLimit(int resource, in Limit limit);

    [LibraryImport("libc", EntryPoint = "signal")]
    private static partial nint Signal(int number, nint action);

    private record struct Limit(ulong Soft, ulong Hard);
}
