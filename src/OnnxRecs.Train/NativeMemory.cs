using System.Runtime.InteropServices;

namespace OnnxRecs.Train;

/// <summary>Keeps the C library from handing each large temporary back to the system, only to fault it in again at the next step.</summary>
/// <remarks>The engine allocates through malloc; of glibc's two thresholds the default is 128 KiB. Elsewhere nothing is done.</remarks>
internal static partial class NativeMemory
{
    private const int TrimThreshold = -1;
    private const int MmapThreshold = -3;
    private const int KeepBelow = 512 * 1024 * 1024;

    public static void KeepTemporaries()
    {
        if (!OperatingSystem.IsLinux()) return;
        try
        {
            _ = MallOpt(MmapThreshold, KeepBelow);
            _ = MallOpt(TrimThreshold, KeepBelow);
        }
        catch (EntryPointNotFoundException)
        {
            // musl has no such switch, and no such habit.
        }
    }

    [LibraryImport("libc", EntryPoint = "mallopt")]
    private static partial int MallOpt(int parameter, int value);
}
