namespace OnnxRecs.NativeTests.Support;

/// <summary>A test of what is said where there is no GPU: skipped where an NVIDIA driver is.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class NoGpuTheoryAttribute : TheoryAttribute
{
    public NoGpuTheoryAttribute()
    {
        if (File.Exists("/dev/nvidiactl")) Skip = "this machine has an NVIDIA GPU";
    }
}
