using System.Runtime.InteropServices;

namespace OnnxRecs.Train;

/// <summary>Sets up the C libraries under the training engine; on Linux only, elsewhere nothing is done. Before the engine's first call.</summary>
internal static partial class NativeHost
{
    private const int TrimThreshold = -1;
    private const int MmapThreshold = -3;
    private const int KeepBelow = int.MaxValue;

    public static void Prepare()
    {
        if (!OperatingSystem.IsLinux()) return;
        // Threads that spin while they wait starve everybody else on a small machine: a step took twenty times as long with OpenMP's, and
        // twice the processor time with OpenBLAS's, which wait 2^26 cycles before they sleep (2^4 is the least it takes). The libraries
        // read the variables from the native environment when they are loaded; .NET's own setter does not reach that.
        _ = SetEnvironment("OMP_WAIT_POLICY", "passive", overwrite: 0);
        _ = SetEnvironment("OPENBLAS_THREAD_TIMEOUT", "4", overwrite: 0);
        try
        {
            // By default glibc hands each temporary above 128 KiB back to the system, only to fault it in again at the next step.
            _ = MallOpt(MmapThreshold, KeepBelow);
            _ = MallOpt(TrimThreshold, KeepBelow);
        }
        catch (EntryPointNotFoundException)
        {
            // musl has no such switch, and no such habit.
        }
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetEnvironment(string name, string value, int overwrite);

    [LibraryImport("libc", EntryPoint = "mallopt")]
    private static partial int MallOpt(int parameter, int value);
}
