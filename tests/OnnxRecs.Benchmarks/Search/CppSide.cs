using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using OnnxRecs.Pipeline;

namespace OnnxRecs.Benchmarks.Search;

/// <summary>An engine in C++, in a process that waits for orders (cpp/side.h) and uses nothing while others have their turn.</summary>
internal sealed class CppSide : IAnnSide
{
    private readonly Process _process;
    private readonly string _folder;
    private int _queryCount;

    private CppSide(string name, string folder, Process process, string version) => (Name, _folder, _process, Version) = (name, folder, process, version);

    public string Name { get; }

    /// <summary>With the instructions that its distances use.</summary>
    public string Version { get; }

    /// <summary>Compiles the side where its source is newer. Null where there is no compiler or no library; the output then has the reason.</summary>
    /// <param name="name">"hnswlib" or "faiss".</param>
    /// <param name="folder">Takes the program and its answers.</param>
    public static CppSide? TryStart(string name, string folder, TextWriter output)
    {
        string source = Path.Combine(AppContext.BaseDirectory, "cpp"), program = Path.Combine(folder, $"{name}_side");
        try
        {
            if (!File.Exists(program) || File.GetLastWriteTimeUtc(program) < Directory.GetFiles(source).Max(File.GetLastWriteTimeUtc))
            {
                using Process compiler = Process.Start(new ProcessStartInfo("sh", [Path.Combine(source, "compile.sh"), name, program]) { RedirectStandardError = true })!;
                string[] messages = compiler.StandardError.ReadToEnd().Split('\n');
                compiler.WaitForExit();
                if (compiler.ExitCode != 0)
                {
                    output.WriteLine($"{name} cannot be compiled: {messages.FirstOrDefault(line => line.Contains("error:", StringComparison.Ordinal)) ?? messages[0]}");
                    return null;
                }
            }
            var start = new ProcessStartInfo(program) { RedirectStandardInput = true, RedirectStandardOutput = true };
            // Of all ways to say how many threads, only this reaches OpenBLAS as well.
            start.Environment["OMP_NUM_THREADS"] = "1";
            Process process = Process.Start(start)!;
            if (process.StandardOutput.ReadLine() is { } greeting) return new CppSide(name, folder, process, greeting);
            process.Dispose();
        }
        catch (Win32Exception)
        {
            // No shell at all.
        }
        output.WriteLine($"{name} does not start; try {program}");
        return null;
    }

    public BuildCost Build(AnnSet set, int m, int efConstruction)
    {
        double[] cost = Numbers($"build {set.VectorsFile} {set.Vectors.Count} {set.Vectors.Dim} {(set.Metric == VectorMetric.Euclidean ? "l2" : "ip")} {m} {efConstruction}");
        Order($"queries {set.QueriesFile} {set.Queries.Count}");
        _queryCount = set.Queries.Count;
        return new BuildCost(cost[0], cost[1], (long)cost[2], (long)cost[3]);
    }

    public int[] Find(int ef)
    {
        string path = Path.Combine(_folder, $"{Name}.found");
        Order($"find {AnnSet.K} {ef} {path}");
        int[] items = new int[_queryCount * AnnSet.K];
        File.ReadAllBytes(path).CopyTo(MemoryMarshal.AsBytes(items.AsSpan()));
        File.Delete(path);
        return items;
    }

    public SearchTurn Search(int ef, double seconds)
    {
        double[] turn = Numbers($"search {AnnSet.K} {ef} {seconds}");
        return new SearchTurn((long)turn[0], turn[1]);
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }

    private double[] Numbers(string order) => Array.ConvertAll(Order(order).Split(' '), double.Parse);

    private string Order(string order)
    {
        _process.StandardInput.WriteLine(order);
        _process.StandardInput.Flush();
        string answer = _process.StandardOutput.ReadLine() ?? "error: it ended";
        return answer.StartsWith("error", StringComparison.Ordinal) ? throw new InvalidOperationException($"{Name} at \"{order}\": {answer}") : answer;
    }
}
