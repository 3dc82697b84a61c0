using OnnxRecs.Candidates;
using OnnxRecs.Candidates.Hnsw;
using OnnxRecs.Pipeline;

namespace OnnxRecs.Benchmarks.Search;

/// <summary>What the candidates stage asks for: 300 out of a few thousand, so many out of so few that looking at every vector is hard to beat. From how many on is it beaten?</summary>
internal static class ExactComparison
{
    private const int Count = 300;
    private const int Dim = 64;
    private const int Rounds = 9;
    private const double Seconds = 0.2;
    private static readonly int[] Sizes = [1_000, 4_000, 16_000, 32_000, 64_000, 100_000];

    public static void Run(AnnReport report)
    {
        int ef = new HnswOptions().EfSearch;
        var rows = new List<string[]>();
        foreach (int size in Sizes)
        {
            var set = AnnSet.Clustered(report.Folder, "exact", size, Dim);
            using var exact = new ExactIndex(set.Vectors, set.Metric);
            using HnswIndex hnsw = HnswBuilder.Build(set.Vectors, new HnswOptions { Metric = set.Metric });
            double[] scans = new double[Rounds], searches = new double[Rounds];
            Search(set, hnsw);
            for (int round = 0; round < Rounds; round++) (scans[round], searches[round]) = (Search(set, exact), Search(set, hnsw));
            rows.Add([$"{size:N0}", $"{Ratio.MedianOf(scans):N0}", $"{Ratio.MedianOf(searches):N0}", $"{Ratio.Of(searches, scans)}", $"{AnnRecall.Measure(hnsw, exact, set.Queries, Count):F4}"]);
            report.Message($"exact: {size:N0} compared");
        }
        report.Line($"## {Count} nearest by ExactIndex and by HnswIndex with ef {ef}: clustered, width {Dim}, Euclidean");
        report.Line();
        report.Table([">vectors", ">exact, queries/s", ">HNSW, queries/s", ">HNSW / exact", $">HNSW's recall@{Count}"], rows);
    }

    /// <summary>Queries in a second of CPU time.</summary>
    private static double Search(AnnSet set, IVectorIndex index)
    {
        int[] items = new int[Count];
        float[] scores = new float[Count];
        TimeSpan start = Environment.CpuUsage.TotalTime;
        double cpu = 0;
        int done = 0;
        for (; cpu < Seconds; cpu = (Environment.CpuUsage.TotalTime - start).TotalSeconds)
        {
            for (int i = 0; i < 100; i++) index.Search(set.Queries[done++ % set.Queries.Count], items, scores);
        }
        return done / cpu;
    }
}
