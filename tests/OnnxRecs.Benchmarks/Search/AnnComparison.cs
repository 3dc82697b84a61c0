namespace OnnxRecs.Benchmarks.Search;

/// <summary>Our HNSW beside those of hnswlib and faiss: same vectors, same parameters, one thread, CPU time, the sides taking turns so that a busy machine slows all of them.</summary>
internal static class AnnComparison
{
    private const int M = 16;
    private const int EfConstruction = 200;
    private const int CurveRounds = 3;
    private const int Rounds = 9;
    private const double CurveSeconds = 0.1;
    private const double TurnSeconds = 0.3;
    private const int MaxEf = 2000;
    private static readonly int[] Efs = [10, 12, 15, 20, 30, 50, 75, 100, 150, 200, 400];
    private static readonly double[] Recalls = [0.95, 0.99];

    public static int Run(TextWriter output)
    {
        // Beside the binaries, as all that is built.
        string folder = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "..", "bench", "ann"));
        Directory.CreateDirectory(folder);
        AnnSet set = AnnSet.Clustered(folder, "100k", 100_000, 64);
        using CppSide? hnswlib = CppSide.TryStart("hnswlib", folder, output), faiss = CppSide.TryStart("faiss", folder, output);
        using var ours = new OurAnnSide();
        IAnnSide[] sides = [.. new IAnnSide?[] { ours, hnswlib, faiss }.OfType<IAnnSide>()];
        foreach (IAnnSide side in sides)
        {
            BuildCost cost = side.Build(set, M, EfConstruction);
            output.WriteLine($"{side.Name}: built in {cost.CpuSeconds:F1} CPU seconds ({cost.Seconds:F1} on the clock), {(double)cost.Bytes / set.Vectors.Count:F0} bytes a vector ({(double)cost.HeapBytes / set.Vectors.Count:F0})");
        }
        foreach (int ef in Efs) output.WriteLine($"| {ef,4} | {string.Join(" | ", sides.Select(side => Point(set, side, ef)))} |");
        foreach (double recall in Recalls)
        {
            (IAnnSide Side, int Ef, double Recall)[] equal = [.. sides.Select(side => SmallestEf(set, side, recall))];
            double[][] speeds = [.. equal.Select(_ => new double[Rounds])];
            for (int round = 0; round < Rounds; round++)
            {
                for (int i = 0; i < equal.Length; i++) speeds[i][round] = equal[i].Side.Search(equal[i].Ef, TurnSeconds).PerCpuSecond;
            }
            for (int i = 0; i < equal.Length; i++)
            {
                double[] ratios = [.. speeds[0].Zip(speeds[i], (own, other) => own / other).Order()];
                output.WriteLine($"recall {recall}: {equal[i].Side.Name} ef {equal[i].Ef} (recall {equal[i].Recall:F4}) {speeds[i].Order().ElementAt(Rounds / 2):N0} q/s; ours is {ratios[Rounds / 2]:F2} times as fast ({ratios[0]:F2} to {ratios[^1]:F2})");
            }
        }
        return 0;
    }

    private static string Point(AnnSet set, IAnnSide side, int ef)
    {
        double recall = set.RecallOf(side.Find(ef));
        double speed = Enumerable.Range(0, CurveRounds).Select(_ => side.Search(ef, CurveSeconds).PerCpuSecond).Order().ElementAt(CurveRounds / 2);
        return $"{recall:F4} | {speed,8:N0}";
    }

    private static (IAnnSide Side, int Ef, double Recall) SmallestEf(AnnSet set, IAnnSide side, double recall)
    {
        int low = AnnSet.K - 1, high = MaxEf;
        while (high - low > 1)
        {
            int middle = (low + Math.Min(high, 4 * low)) / 2;
            if (set.RecallOf(side.Find(middle)) >= recall) high = middle;
            else low = middle;
        }
        return (side, high, set.RecallOf(side.Find(high)));
    }
}
