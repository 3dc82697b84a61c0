using System.Diagnostics;
using OnnxRecs.Data;

namespace OnnxRecs.Benchmarks.Bundle;

/// <summary>One request through a bundle beside the same request through the chain of C# parts, one thread each.</summary>
internal static class BundleComparison
{
    private const int Turns = 7, WarmUp = 100, ManyItems = 100_000;

    private static readonly string[] Rankers = ["gru", "sasrec", "neumf"];

    /// <param name="output">Takes the tables.</param>
    /// <param name="time">The clock.</param>
    /// <param name="args">A folder of artifacts such as models/ml-1m, and a ranker; nothing: initial weights of the default settings.</param>
    public static int Run(TextWriter output, TimeProvider time, string[] args)
    {
        output.WriteLine($"One request for {BundleCase.Count} items, one thread: milliseconds on the clock, and CPU time of the process for each request.");
        output.WriteLine();
        output.WriteLine("| | file | bundle p50 | p99 | CPU | C# parts p50 | p99 | CPU |");
        output.WriteLine("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
        if (args is [var artifacts, ..])
        {
            Measure(() => BundleCase.OfArtifacts(artifacts, args is [_, var ranker] ? ranker : "gru"), output, time);
            return 0;
        }
        string folder = Directory.CreateTempSubdirectory("onnxrecs-bench").FullName;
        try
        {
            foreach (string ranker in Rankers) Measure(() => BundleCase.OfRandomWeights(SyntheticData.Prepared, ranker, folder), output, time);
            PreparedData many = SyntheticData.FullSequences(users: 5000, length: 60, ManyItems);
            foreach (string ranker in Rankers) Measure(() => BundleCase.OfRandomWeights(many, ranker, folder), output, time);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
        output.WriteLine();
        return 0;
    }

    private static void Measure(Func<BundleCase> make, TextWriter output, TimeProvider time)
    {
        using BundleCase of = make();
        for (int i = 0; i < WarmUp; i++)
        {
            of.AskBundle(i % of.Asked);
            of.AskChain(i % of.Asked);
        }
        var bundle = new Side(time);
        var chain = new Side(time);
        for (int turn = 0; turn < Turns; turn++)
        {
            bundle.Turn(of.Asked, user => of.AskBundle(user));
            chain.Turn(of.Asked, user => of.AskChain(user));
        }
        output.WriteLine($"| {of.What} | {of.Bytes / 1e6:0.0} MB | {bundle} | {chain} |");
    }

    /// <summary>What one side took.</summary>
    private sealed class Side(TimeProvider time)
    {
        private readonly List<double> _times = [];
        private TimeSpan _cpu;

        public void Turn(int requests, Action<int> ask)
        {
            using var process = Process.GetCurrentProcess();
            TimeSpan before = process.TotalProcessorTime;
            for (int i = 0; i < requests; i++)
            {
                long start = time.GetTimestamp();
                ask(i);
                _times.Add(time.GetElapsedTime(start).TotalMilliseconds);
            }
            process.Refresh();
            _cpu += process.TotalProcessorTime - before;
        }

        public override string ToString()
        {
            double[] sorted = [.. _times.Order()];
            return $"{sorted[sorted.Length / 2]:0.00} | {sorted[sorted.Length * 99 / 100]:0.00} | {_cpu.TotalMilliseconds / sorted.Length:0.00}";
        }
    }
}
