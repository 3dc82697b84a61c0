namespace OnnxRecs.Benchmarks.Training;

/// <summary>Training here beside PyTorch: the sides take turns, so that a busy machine slows all of them.</summary>
internal static class TrainingComparison
{
    private const int Rounds = 7;

    // Until all that is hot is compiled for good, which takes some seconds; Python's engine is compiled already.
    private const int WarmUpTurns = 6;

    // What our side does for itself before it loads libtorch: threads that sleep while they wait, and a C library that keeps freed memory.
    private static readonly (string, string)[] OurSettings =
    [
        ("OMP_WAIT_POLICY", "passive"), ("OPENBLAS_THREAD_TIMEOUT", "4"),
        ("MALLOC_MMAP_THRESHOLD_", $"{512 << 20}"), ("MALLOC_TRIM_THRESHOLD_", $"{512 << 20}"),
    ];

    /// <param name="models">Only these; empty: all.</param>
    public static int Run(TextWriter output, TimeProvider time, string[] models)
    {
        TrainingCase[] all = [.. TrainingCase.All.Where(c => models.Length == 0 || models.Contains(c.Model))];
        var ours = new OurSide(time);
        foreach (TrainingCase one in all.DistinctBy(c => c.Model))
        {
            for (int turn = 0; turn < WarmUpTurns; turn++) ours.Run(one, one.Length with { Seconds = 2 });
        }
        output.WriteLine();
        output.WriteLine($"Training: samples (NeuMF) or sequences in a second of CPU time (on the clock); medians of {Rounds} turns, ratios turn by turn.");
        output.WriteLine("tuned: PyTorch with the settings that we make for ourselves; plain: PyTorch as it comes.");
        output.WriteLine();
        WriteRow(output, "threads", "model", "shape", "ours/tuned", "ours/plain", "ours", "tuned", "plain");
        WriteRow(output, "------:", ":-----", ":-----", "------:", "------:", "------:", "------:", "------:");
        bool compared = true;
        foreach (IGrouping<int, TrainingCase> cases in all.GroupBy(c => c.Threads))
        {
            // Of all ways to say how many threads, only this reaches OpenBLAS as well; it is read when the process starts.
            (string, string) threads = ("OMP_NUM_THREADS", $"{cases.Key}");
            using PyTorchSide? tuned = PyTorchSide.TryStart([threads, .. OurSettings]);
            using PyTorchSide? plain = PyTorchSide.TryStart(threads);
            compared &= tuned is not null && plain is not null;
            foreach (TrainingCase shape in cases) Compare(output, shape, ours, tuned, plain);
        }
        output.WriteLine();
        if (!compared)
        {
            output.WriteLine("*** NOT COMPARED: there is no python3 with torch and numpy. `make setup BENCH=1` installs them on Debian; by hand: apt-get install python3-torch python3-numpy ***");
        }
        return 0;
    }

    private static void Compare(TextWriter output, TrainingCase shape, OurSide ours, PyTorchSide? tuned, PyTorchSide? plain)
    {
        List<Turn> our = [], tunedOnes = [], plainOnes = [];
        for (int round = 0; round < Rounds; round++)
        {
            our.Add(ours.Run(shape, shape.Length));
            if (tuned is not null) tunedOnes.Add(tuned.Run(shape, shape.Length));
            if (plain is not null) plainOnes.Add(plain.Run(shape, shape.Length));
        }
        WriteRow(output, $"{shape.Threads}", shape.Model, shape.Shape, Ratios(our, tunedOnes), Ratios(our, plainOnes), Speeds(our), Speeds(tunedOnes), Speeds(plainOnes));
    }

    private static string Speeds(List<Turn> turns) =>
        turns.Count == 0 ? "-" : $"{Median(turns.Select(t => t.PerCpuSecond)):N0} ({Median(turns.Select(t => t.PerSecond)):N0})";

    private static string Ratios(List<Turn> our, List<Turn> theirs) => theirs.Count == 0
        ? "-"
        : $"{Median(our.Zip(theirs, (a, b) => a.PerCpuSecond / b.PerCpuSecond)):F2} ({Median(our.Zip(theirs, (a, b) => a.PerSecond / b.PerSecond)):F2})";

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    private static void WriteRow(TextWriter output, params string[] cells) =>
        output.WriteLine($"| {string.Join(" | ", cells.Select((cell, i) => i is 1 or 2 ? cell.PadRight(i == 1 ? 6 : 32) : cell.PadLeft(i == 0 ? 7 : 21)))} |");
}
