using System.Diagnostics;
using System.Text;
using OnnxRecs.Data;
using OnnxRecs.Data.Loaders;
using OnnxRecs.Numerics;

namespace OnnxRecs.Benchmarks.Parsing;

/// <summary>How long a set takes to be read, and how much memory at the peak: each in a process of its own, as at the start of a run.</summary>
internal static class ParsingRun
{
    private const int Rounds = 5;
    private const int RowCount = 20_000_000;
    private const int UserCount = 138_000;
    private const int ItemCount = 27_000;

    public static int Run(TextWriter output)
    {
        output.WriteLine();
        output.WriteLine($"Reading, in a new process each time; the middle of {Rounds}, and the highest peak.");
        output.WriteLine();
        output.WriteLine("| what | rows | seconds | seconds, second time in the process | peak MB |");
        output.WriteLine("| --- | ---: | ---: | ---: | ---: |");
        string? folder = Environment.GetEnvironmentVariable(DataSource.Variable);
        string archive = Path.Combine(folder ?? "", "ml-1m.zip");
        if (File.Exists(archive)) Measure(output, "ml-1m.zip", "ml-1m", archive);
        else output.WriteLine($"*** NOT MEASURED: {DataSource.Variable} names no folder with ml-1m.zip ***");

        string generated = Directory.CreateTempSubdirectory("onnxrecs-parsing-").FullName;
        try
        {
            Generate(generated);
            Measure(output, "generated csv", "ml-latest", generated);
        }
        finally
        {
            Directory.Delete(generated, recursive: true);
        }
        return 0;
    }

    /// <summary>What the child process does: reads the set twice and prints rows, seconds of both times and the peak after the first.</summary>
    public static int RunOne(string set, string path, TextWriter output)
    {
        LoaderEntry entry = LoaderCatalog.Get(set);
        long start = Stopwatch.GetTimestamp();
        int rows = entry.Load(path).Interactions.Count;
        double first = Stopwatch.GetElapsedTime(start).TotalSeconds;
        using var self = Process.GetCurrentProcess();
        long peak = self.PeakWorkingSet64;
        start = Stopwatch.GetTimestamp();
        entry.Load(path);
        output.WriteLine($"{rows} {first} {Stopwatch.GetElapsedTime(start).TotalSeconds} {peak}");
        return 0;
    }

    private static void Measure(TextWriter output, string what, string set, string path)
    {
        double[][] runs = [.. Enumerable.Range(0, Rounds).Select(_ => InChild(set, path))];
        output.WriteLine($"| {what} | {runs[0][0]:N0} | {Median(runs, 1):F2} | {Median(runs, 2):F2} | {runs.Max(run => run[3]) / 1e6:N0} |");
    }

    private static double Median(double[][] runs, int column) => runs.Select(run => run[column]).Order().ElementAt(runs.Length / 2);

    private static double[] InChild(string set, string path)
    {
        using Process child = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, ["parsing", set, path]) { RedirectStandardOutput = true })!;
        string line = child.StandardOutput.ReadToEnd();
        child.WaitForExit();
        if (child.ExitCode != 0) throw new InvalidOperationException($"Reading {path} failed: {line}");
        return Array.ConvertAll(line.Split(' '), double.Parse);
    }

    /// <summary>MovieLens csv of the size of ml-20m: a user's rows stand together in the order of the items, times are anyhow.</summary>
    private static void Generate(string folder)
    {
        var rng = new Rng(1);
        using (var ratings = new StreamWriter(Path.Combine(folder, "ratings.csv"), append: false, Encoding.ASCII, 1 << 20))
        {
            ratings.Write("userId,movieId,rating,timestamp\n");
            for (int user = 0; user < UserCount; user++)
            {
                int own = (int)(((long)user + 1) * RowCount / UserCount) - (int)((long)user * RowCount / UserCount);
                int pace = ItemCount / own;
                for (int i = 0, item = 1 + rng.NextInt(pace); i < own; i++, item += 1 + rng.NextInt(pace))
                    ratings.Write($"{user + 1},{item},{(1 + rng.NextInt(10)) / 2.0:F1},{1_000_000_000 + rng.NextInt(500_000_000)}\n");
            }
        }
        using var movies = new StreamWriter(Path.Combine(folder, "movies.csv"));
        movies.Write("movieId,title,genres\n");
        for (int item = 1; item <= ItemCount; item++) movies.Write($"{item},Film {item} ({1920 + item % 100}),Drama|Comedy\n");
    }
}
