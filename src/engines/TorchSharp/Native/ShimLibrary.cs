using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

[assembly: DisableRuntimeMarshalling]

namespace TorchSharp;

/// <summary>Finds and loads the shim, and libtorch with it, on the first native call.</summary>
internal static class ShimLibrary
{
    private const string FileName = "libtorchshim.so";

    internal static nint Load(string name, Assembly assembly, DllImportSearchPath? searchPath)
    {
        if (name != Native.Library) return 0;
        string[] folders = [.. new[] { AppContext.BaseDirectory, Path.GetDirectoryName(assembly.Location) ?? "" }
            .Select(folder => folder.TrimEnd(Path.DirectorySeparatorChar)).Distinct()];
        foreach (string folder in folders)
        {
            string place = Path.Combine(folder, FileName);
            if (!File.Exists(place)) continue;
            try
            {
                return NativeLibrary.Load(place);
            }
            catch (DllNotFoundException error)
            {
                throw Missing($"{place} does not load: {Reason(error.Message)}", error);
            }
        }
        throw Missing($"there is no {FileName} in {string.Join(" or ", folders)}.", null);
    }

    // The loader's own sentence names the library that lacks; the runtime wraps it in advice.
    private static string Reason(string message)
    {
        string[] lines = message.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return (lines.FirstOrDefault(line => line.Contains("cannot open", StringComparison.Ordinal)) ?? lines[^1]).TrimEnd('.') + ".";
    }

    private static DllNotFoundException Missing(string what, Exception? inner) => new(
        $"PyTorch's library is not usable: {what} `make setup` installs and builds what is missing; by hand it is " +
        "`apt-get install --no-install-recommends libtorch-dev libopenblas0-pthread g++`, then `make setup`.",
        inner);
}
