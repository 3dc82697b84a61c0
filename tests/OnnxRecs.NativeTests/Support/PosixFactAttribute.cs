namespace OnnxRecs.NativeTests.Support;

/// <summary>A test that needs a shell, signals or device files: skipped on Windows.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class PosixFactAttribute : FactAttribute
{
    public PosixFactAttribute()
    {
        if (OperatingSystem.IsWindows()) Skip = "needs a POSIX system";
    }
}
