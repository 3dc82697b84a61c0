using OnnxRecs.Candidates.Hnsw;
using OnnxRecs.Candidates.Vectors;
using OnnxRecs.Config;
using OnnxRecs.Numerics;
using OnnxRecs.Pipeline;

namespace OnnxRecs.Candidates;

/// <summary>Whether every vector is looked at or a graph is searched: what costs less for these vectors and queries.</summary>
/// <remarks>
/// <para>Costs are counted, not timed, so that the same settings and data make the same choice in every run: in cache lines that a single query reads one
/// after the other. A scan reads all vectors, and what it does besides is worth <see cref="ScanLines"/> for each. A distance in the graph reads a vector too,
/// but from anywhere, and comes with marks, heaps and links: together worth <see cref="StepLines"/>. So width counts: at 16 dimensions a
/// distance in the graph costs 14 times what it costs in the scan, at 64 dimensions 6 times, at 384 dimensions twice.</para>
/// <para>A search computes the distance of each of the ef nodes that it keeps, at least. Where these alone cost as much as the scan, no graph is built.</para>
/// </remarks>
internal sealed class IndexChoice : IDisposable
{
    /// <summary>What a distance in a scan costs beyond its vector, in cache lines of a scan: summing up and choosing.</summary>
    public const int ScanLines = 1;

    /// <summary>What a distance in the graph costs beyond its vector, in the same unit.</summary>
    /// <remarks>
    /// Measured with both constants, in CPU time of one thread with AVX-512, over 4,000 and 20,000 clustered vectors (at 64 dimensions also 100,000), M 16, ef 100 and
    /// 400: the ratio of a distance in the graph to one in the scan was 11 to 16 at 16 dimensions, 6 to 9 at 64, 6 at 128 and 2 to 3 at 384. A line of a
    /// scan took .7 ns from the second cache and up to 3 ns from memory.
    /// </remarks>
    public const int StepLines = 28;

    private IndexChoice(ExactIndex exact, HnswIndex? graph, HnswIndex? built, double exactCost, double? graphCost, string why) =>
        (Exact, Graph, Built, ExactCost, GraphCost, Why) = (exact, graph, built, exactCost, graphCost, why);

    /// <summary>Always there: recall is measured against it.</summary>
    public ExactIndex Exact { get; }

    /// <summary>The graph, where it was chosen.</summary>
    public HnswIndex? Graph { get; }

    /// <summary>The graph, where one was built.</summary>
    public HnswIndex? Built { get; }

    public IVectorIndex Index => Graph is null ? Exact : Graph;

    /// <summary>What a scan costs for a query, in cache lines.</summary>
    public double ExactCost { get; }

    /// <summary>What a search of the graph costs in the same unit, on average over the queries; null: none was built.</summary>
    public double? GraphCost { get; }

    /// <summary>The choice and its reason in a sentence.</summary>
    public string Why { get; }

    /// <param name="options">Which index is wanted, and the graph's settings.</param>
    /// <param name="seed">The graph's.</param>
    /// <param name="vectors">Item i has row i.</param>
    /// <param name="queries">At least one; such as will be asked.</param>
    /// <param name="counts">How many items each of them is going to search.</param>
    /// <param name="threads">How many build the graph; 0: all cores. Never changes the result.</param>
    /// <param name="progress">Told the share of the graph that is built.</param>
    /// <param name="cancellation">Ends the building.</param>
    public static IndexChoice Make(
        CandidatesOptions options, ulong seed, VectorTable vectors, VectorTable queries, int[] counts, int threads = 0, IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        var exact = new ExactIndex(vectors);
        int lines = new BlockLayout(vectors.Dim, VectorStorage.Float32, linkSlots: 0).VectorBytes / BlockLayout.Line;
        double scan = (double)vectors.Count * (lines + ScanLines), least = counts.Average(count => (double)Math.Min(Math.Max(count, options.EfSearch), vectors.Count)) * (lines + StepLines);
        string scanned = $"a scan of {vectors.Count:N0} vectors costs {scan:N0} cache lines";
        if (options.Index == "exact") return new IndexChoice(exact, null, null, scan, null, $"exact search, as set; {scanned}");
        if (options.Index == "auto" && scan <= least)
            return new IndexChoice(exact, null, null, scan, null, $"exact search: {scanned}, a search of a graph at least {least:N0}, so none is built");

        var settings = new HnswOptions { M = options.M, EfConstruction = options.EfConstruction, EfSearch = options.EfSearch, Seed = seed };
        HnswIndex graph = HnswBuilder.Build(vectors, settings, threads, progress, cancellation);
        double distances = DistancesOf(graph, queries, counts), search = distances * (lines + StepLines);
        bool taken = options.Index == "hnsw" || search < scan;
        string why = $"{(taken ? "HNSW" : "exact search")}{(options.Index == "auto" ? "" : ", as set")}: {scanned}, {distances:N0} distances in the graph {search:N0}";
        return new IndexChoice(exact, taken ? graph : null, graph, scan, search, why);
    }

    /// <summary>How long a query takes on the clock, alone, with either index that there is.</summary>
    public string Clock(VectorTable queries, int[] counts, TimeProvider time)
    {
        string exact = $"exact {MicrosecondsOf(Exact, queries, counts, time):N0} us";
        return Built is null ? $"{exact} a query" : $"HNSW {MicrosecondsOf(Built, queries, counts, time):N0} us, {exact} a query";
    }

    public void Dispose()
    {
        Exact.Dispose();
        Built?.Dispose();
    }

    private static double DistancesOf(HnswIndex graph, VectorTable queries, int[] counts)
    {
        var scratch = new SearchScratch();
        int[] items = new int[counts.Max()];
        float[] scores = new float[items.Length];
        for (int row = 0; row < counts.Length; row++) graph.Search(queries[row], items.AsSpan(0, counts[row]), scores.AsSpan(0, counts[row]), scratch);
        return (double)scratch.Distances / counts.Length;
    }

    // The median: what else the machine does falls on a few queries.
    private static double MicrosecondsOf(IVectorIndex index, VectorTable queries, int[] counts, TimeProvider time)
    {
        int[] items = new int[counts.Max()];
        float[] scores = new float[items.Length];
        double[] taken = new double[counts.Length];
        for (int row = 0; row < counts.Length; row++)
        {
            long start = time.GetTimestamp();
            index.Search(queries[row], items.AsSpan(0, counts[row]), scores.AsSpan(0, counts[row]));
            taken[row] = time.GetElapsedTime(start).TotalMicroseconds;
        }
        Array.Sort(taken);
        return taken[taken.Length / 2];
    }
}
