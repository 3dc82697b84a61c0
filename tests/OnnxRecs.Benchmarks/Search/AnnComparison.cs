using OnnxRecs.Candidates;

namespace OnnxRecs.Benchmarks.Search;

/// <summary>
/// Our HNSW beside those of hnswlib and faiss: same vectors, same parameters, one thread, CPU time. The sides take turns, so that a busy machine slows all of
/// them, and are compared at equal recall: each with the smallest ef that reaches it.
/// </summary>
internal sealed class AnnComparison
{
    private const int M = 16;
    private const int EfConstruction = 200;
    private const int MaxEf = 3000;
    private const int CurveRounds = 3;
    private const int Rounds = 9;
    private const double CurveSeconds = 0.1;
    private const double TurnSeconds = 0.3;

    // Below so many vectors a build is over at once: the middle of several.
    private const int Few = 10_000;
    private const int RoundsOfFew = 5;

    private static readonly int[] Efs = [10, 12, 15, 20, 30, 50, 75, 100, 150, 200, 400];

    // What we aim at, as a multiple of hnswlib's: queries/s of float32 and of int8 at each recall.
    private static readonly (double Recall, double Float32, double Int8)[] Aims = [(0.95, 1.9, 2.6), (0.99, 2.0, 2.5)];
    private const double BuildAim = 0.55, BytesAim = 1, ThreadsAim = 1.8;

    private const string Exact = "exact", Long = "1m";

    // The longest last.
    private static readonly (string Name, Func<AnnReport, TimeProvider, AnnSet> Make)[] Sets =
    [
        ("items", TrainedItems.Train),
        ("100k", (report, _) => AnnSet.Clustered(report.Folder, "100k", 100_000, 64)),
        ("128", (report, _) => AnnSet.Clustered(report.Folder, "128", 100_000, 128)),
        ("384", (report, _) => AnnSet.Clustered(report.Folder, "384", 50_000, 384)),
        ("768", (report, _) => AnnSet.Clustered(report.Folder, "768", 50_000, 768)),
        (Long, (report, _) => AnnSet.Clustered(report.Folder, Long, 1_000_000, 64)),
    ];

    private readonly AnnReport _report;
    private readonly AnnSet _set;
    private readonly OurAnnSide _float32 = new(VectorStorage.Float32), _float16 = new(VectorStorage.Float16), _int8 = new(VectorStorage.Int8);
    private readonly IAnnSide[] _sides;
    private readonly IAnnSide? _hnswlib;

    private AnnComparison(AnnReport report, AnnSet set, CppSide? hnswlib, CppSide? faiss)
    {
        (_report, _set, _hnswlib) = (report, set, hnswlib);
        _sides = [.. new IAnnSide?[] { _float32, _float16, _int8, hnswlib, faiss }.OfType<IAnnSide>()];
    }

    /// <param name="names">Which parts: "exact" or sets of vectors; none: all but the longest.</param>
    public static int Run(TextWriter output, TimeProvider time, IReadOnlyList<string> names)
    {
        string[] known = [.. Sets.Select(set => set.Name), Exact];
        if (names.FirstOrDefault(name => !known.Contains(name)) is { } unknown)
        {
            output.WriteLine($"ann: there is no part called \"{unknown}\", only {string.Join(", ", known)}.");
            return 2;
        }
        // Beside the binaries, as all that is built.
        string folder = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "..", "bench", "ann"));
        Directory.CreateDirectory(folder);
        var report = new AnnReport(output, folder);
        using CppSide? hnswlib = CppSide.TryStart("hnswlib", folder, output), faiss = CppSide.TryStart("faiss", folder, output);
        report.Line();
        report.Line($"# HNSW: {hnswlib?.Version ?? "hnswlib NOT COMPARED"}, {faiss?.Version ?? "faiss NOT COMPARED"}");
        report.Line();
        report.Line($"M {M}, efConstruction {EfConstruction}, one thread, CPU time; recall@{AnnSet.K} over up to {AnnSet.QueryCount:N0} queries. Ratios are medians of {Rounds} turns of {TurnSeconds} s, turn by turn, with the lowest and highest.");
        report.Line();
        bool Wanted(string name) => names.Count == 0 ? name != Long : names.Contains(name);
        if (Wanted(Exact))
        {
            ExactComparison.Run(report);
            report.Save();
        }
        foreach ((string name, Func<AnnReport, TimeProvider, AnnSet> make) in Sets.Where(set => Wanted(set.Name)))
        {
            report.Message($"{name}: preparing");
            long start = time.GetTimestamp();
            new AnnComparison(report, make(report, time), hnswlib, faiss).Compare();
            report.Message($"{name}: {time.GetElapsedTime(start).TotalMinutes:F1} minutes; written to {report.Save()}");
        }
        if (names.Count == 0) output.WriteLine($"{Long} takes longer than all of these together, so it is left out unless it is named: make bench-ann ARGS={Long}");
        if (hnswlib is null || faiss is null)
        {
            output.WriteLine();
            output.WriteLine("*** NOT COMPARED: there is no g++, libhnswlib-dev or libfaiss-dev. `make setup BENCH=1` installs them on Debian ***");
        }
        return 0;
    }

    private void Compare()
    {
        _report.Line($"## {_set.Title}");
        _report.Line();
        (BuildCost[] alone, BuildCost[] shared) = BuildAll();
        (long bytes, double[] clock, double[] cpu) = _float32.OpenFile(Path.Combine(_report.Folder, "open.hnsw"), Rounds);
        _report.Line($"float32 opened from its file of {bytes / 1e6:N0} MB, mapped and checked: {Ratio.MedianOf(clock):F1} ms on the clock, {Ratio.MedianOf(cpu):F1} ms of CPU time; medians of {Rounds}.");
        _report.Line();
        DrawCurve();
        int ef = CompareAtEqualRecall();
        if (Environment.ProcessorCount > 1) CompareThreads(ef, alone, shared);
        foreach (OurAnnSide ours in _sides.OfType<OurAnnSide>()) ours.Dispose();
    }

    /// <returns>What float32 has cost on one thread and on two.</returns>
    private (BuildCost[] Alone, BuildCost[] Shared) BuildAll()
    {
        int rounds = _set.Vectors.Count < Few ? RoundsOfFew : 1;
        var shared = new BuildCost[rounds];
        var costs = new BuildCost[_sides.Length][];
        for (int i = 0; i < _sides.Length; i++) costs[i] = new BuildCost[rounds];
        for (int round = 0; round < rounds; round++)
        {
            for (int i = 0; i < _sides.Length; i++)
            {
                costs[i][round] = _sides[i].Build(_set, M, EfConstruction);
                if (rounds == 1) _report.Message($"{_set.Name}: {_sides[i].Name} built in {costs[i][round].CpuSeconds:F1} s of CPU time");
            }
            // The same index again.
            shared[round] = _float32.Build(_set, M, EfConstruction, threads: 2);
        }
        BuildCost[]? theirs = _hnswlib is null ? null : costs[Array.IndexOf(_sides, _hnswlib)];
        double PerVector(long bytes) => (double)bytes / _set.Vectors.Count;
        _report.Table(["build", ">CPU s", $">of hnswlib's (aim {BuildAim})", ">bytes/vector", $">of hnswlib's (aim {BytesAim})", ">all it holds"], [.. _sides.Select((side, i) => new[]
        {
            side.Name,
            $"{Ratio.MedianOf(costs[i].Select(cost => cost.CpuSeconds)):F2}",
            theirs is null ? "-" : $"{Ratio.Of([.. costs[i].Select(cost => cost.CpuSeconds)], [.. theirs.Select(cost => cost.CpuSeconds)]).Median:F2}",
            $"{PerVector(costs[i][0].Bytes):N0}",
            theirs is null ? "-" : $"{(double)costs[i][0].Bytes / theirs[0].Bytes:F2}",
            $"{PerVector(costs[i][0].HeldBytes):N0}",
        })]);
        return (costs[0], shared);
    }

    private void DrawCurve()
    {
        _report.Message($"{_set.Name}: searching");
        var curves = new CurvePoint[_sides.Length][];
        for (int i = 0; i < _sides.Length; i++) curves[i] = new CurvePoint[Efs.Length];
        for (int e = 0; e < Efs.Length; e++)
        {
            double[][] speeds = Turns([.. _sides.Select(side => (side, Efs[e]))], CurveRounds, CurveSeconds);
            for (int i = 0; i < _sides.Length; i++) curves[i][e] = new CurvePoint(Efs[e], _set.RecallOf(_sides[i].Find(Efs[e])), Ratio.MedianOf(speeds[i]));
        }
        _report.Table([">ef", .. _sides.SelectMany(side => new[] { $">{side.Name}", ">queries/s" })],
            [.. Efs.Select((ef, e) => (string[])[$"{ef}", .. curves.SelectMany(curve => new[] { $"{curve[e].Recall:F4}", $"{curve[e].PerCpuSecond:N0}" })])]);
        string label = $"Recall@{AnnSet.K} against queries in a second of CPU time: {_set.Title}";
        _report.Picture($"ann-{_set.Name}.svg", label, RecallCurve.Draw(label, [.. _sides.Select((side, i) => (side.Name, curves[i]))]));
    }

    /// <returns>The ef of float32 for the highest recall.</returns>
    private int CompareAtEqualRecall()
    {
        var rows = new List<string[]>();
        int last = 0;
        foreach ((double recall, double float32Aim, double int8Aim) in Aims)
        {
            (IAnnSide Side, int Ef)[] equal = [.. _sides.Select(side => (side, SmallestEf(side, recall)))];
            double[][] speeds = Turns(equal, Rounds, TurnSeconds);
            string Beside(IAnnSide ours, int other, double aim)
            {
                if (equal[other].Side is OurAnnSide) return "";
                var ratio = Ratio.Of(speeds[Array.IndexOf(_sides, ours)], speeds[other]);
                return equal[other].Side == _hnswlib ? $"{ratio}, aim {aim}" : $"{ratio}";
            }
            for (int i = 0; i < equal.Length; i++)
            {
                (IAnnSide side, int ef) = equal[i];
                rows.Add([$"{recall}", side.Name, $"{ef}", $"{_set.RecallOf(side.Find(ef)):F4}", $"{Ratio.MedianOf(speeds[i]):N0}", Beside(_float32, i, float32Aim), Beside(_int8, i, int8Aim)]);
            }
            last = equal[0].Ef;
        }
        _report.Table([">recall", "side", ">smallest ef", ">its recall", ">queries/s", ">our float32 / its", ">our int8 / its"], rows);
        return last;
    }

    /// <summary>On the clock, which a busy machine blurs; and what it would be had each thread a processor for itself and never to wait: twice the CPU time of one by that of two.</summary>
    private void CompareThreads(int ef, BuildCost[] builtAlone, BuildCost[] builtShared)
    {
        int times = Math.Max(1, (int)(TurnSeconds / _float32.SearchOn(1, ef, 1).Seconds));
        var alone = new (double Seconds, double CpuSeconds)[Rounds];
        var shared = new (double Seconds, double CpuSeconds)[Rounds];
        for (int round = 0; round < Rounds; round++) (alone[round], shared[round]) = (_float32.SearchOn(1, ef, times), _float32.SearchOn(2, ef, times));
        string[] Row(string what, (double Seconds, double CpuSeconds)[] one, (double Seconds, double CpuSeconds)[] two) =>
        [
            what,
            $"{Ratio.Of([.. one.Select(turn => turn.Seconds)], [.. two.Select(turn => turn.Seconds)])}",
            $"{Ratio.Of([.. one.Select(turn => 2 * turn.CpuSeconds)], [.. two.Select(turn => turn.CpuSeconds)])}",
        ];
        _report.Table(["float32, two threads / one", $">on the clock (aim {ThreadsAim})", ">by CPU time"],
        [
            Row($"searches at ef {ef}", alone, shared),
            Row("build", Array.ConvertAll(builtAlone, cost => (cost.Seconds, cost.CpuSeconds)), Array.ConvertAll(builtShared, cost => (cost.Seconds, cost.CpuSeconds))),
        ]);
    }

    private static double[][] Turns(IReadOnlyList<(IAnnSide Side, int Ef)> sides, int rounds, double seconds)
    {
        double[][] speeds = [.. sides.Select(_ => new double[rounds])];
        for (int round = 0; round < rounds; round++)
        {
            for (int i = 0; i < sides.Count; i++) speeds[i][round] = sides[i].Side.Search(sides[i].Ef, seconds).PerCpuSecond;
        }
        return speeds;
    }

    /// <summary>The smallest ef whose recall is no less, or <see cref="MaxEf"/>: recall rises with ef.</summary>
    private int SmallestEf(IAnnSide side, double recall)
    {
        int low = AnnSet.K - 1, high = MaxEf;
        while (high - low > 1)
        {
            // It is small as a rule.
            int middle = (low + Math.Min(high, 4 * low)) / 2;
            if (_set.RecallOf(side.Find(middle)) >= recall) high = middle;
            else low = middle;
        }
        return high;
    }
}
