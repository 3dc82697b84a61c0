using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using OnnxRecs.Numerics;
using OnnxRecs.Tests.Support;

namespace OnnxRecs.Tests.Candidates.Hnsw;

/// <summary>A test that asks hnswlib itself: skipped, with the reason, where a compiler or its header is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class HnswlibTheoryAttribute : TheoryAttribute
{
    public HnswlibTheoryAttribute()
    {
        string[] places = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        if (!OperatingSystem.IsLinux()) Skip = "hnswlib is compiled on Linux only";
        else if (!places.Any(place => File.Exists(Path.Combine(place, "g++")))) Skip = "g++ is not installed";
        else if (!File.Exists("/usr/include/hnswlib/hnswlib.h")) Skip = "libhnswlib-dev is not installed; `make setup` does it on Debian";
    }
}

/// <summary>hnswlib, by a small program over its header that is compiled when it is first needed.</summary>
internal static class Hnswlib
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);
    private static readonly Lazy<string> Program = new(Compile);

    /// <summary>What the program says; see <c>tests/elsewhere/hnswlib/roundtrip.cpp</c>.</summary>
    public static string Run(params string[] arguments)
    {
        (int code, string said, string error) = Start(Program.Value, arguments);
        Assert.True(code == 0, $"{string.Join(' ', arguments)}: {error}");
        return said;
    }

    /// <summary>Labels and distances, nearest first, for each query.</summary>
    public static (int[] Labels, float[] Distances)[] Search(string space, int dim, string index, string queries, int k, int ef)
    {
        string[] lines = Run("search", space, $"{dim}", index, queries, $"{k}", $"{ef}").TrimEnd('\n').Split('\n');
        return Array.ConvertAll(lines, line =>
        {
            string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            return (
                words.Where((_, i) => i % 2 == 0).Select(word => int.Parse(word, CultureInfo.InvariantCulture)).ToArray(),
                words.Where((_, i) => i % 2 == 1).Select(word => float.Parse(word, CultureInfo.InvariantCulture)).ToArray());
        });
    }

    public static string Write(TempFolder folder, string name, VectorTable vectors) => folder.Write(name, MemoryMarshal.AsBytes(vectors.Values).ToArray());

    private static string Compile()
    {
        string source = Path.Combine(Repository.Root, "tests", "elsewhere", "hnswlib", "roundtrip.cpp");
        string folder = Path.Combine(Repository.Root, "artifacts", "elsewhere", "hnswlib");
        string program = Path.Combine(folder, "roundtrip-" + Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(source)))[..16]);
        if (File.Exists(program)) return program;
        Directory.CreateDirectory(folder);
        // Another run may be at it too.
        string beside = $"{program}.{Environment.ProcessId}";
        (int code, _, string error) = Start("g++", ["-O2", "-o", beside, source]);
        Assert.True(code == 0, error);
        File.Move(beside, program, overwrite: true);
        return program;
    }

    private static (int Code, string Out, string Error) Start(string program, string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        Task<string> said = process.StandardOutput.ReadToEndAsync(), error = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(Limit)) process.Kill();
        Assert.True(Task.WaitAll([said, error], Limit), $"{program} does not end");
        return (process.ExitCode, said.Result, error.Result);
    }
}
