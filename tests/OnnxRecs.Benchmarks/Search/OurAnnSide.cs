using System.Diagnostics;
using OnnxRecs.Candidates;
using OnnxRecs.Candidates.Hnsw;
using OnnxRecs.Numerics;

namespace OnnxRecs.Benchmarks.Search;

/// <summary>Our index, in this process.</summary>
internal sealed class OurAnnSide(VectorStorage storage) : IAnnSide
{
    // Built before the clock starts: enough that everything is compiled for good.
    private const int WarmUpCount = 5000;

    private readonly SearchScratch _scratch = new();
    private VectorTable _queries = new([], 1);
    private HnswIndex? _index;

    public string Name => $"ours, {storage.ToString().ToLowerInvariant()}";

    public HnswIndex Index => _index ?? throw new InvalidOperationException("Nothing has been built.");

    public BuildCost Build(AnnSet set, int m, int efConstruction) => Build(set, m, efConstruction, threads: 1);

    public BuildCost Build(AnnSet set, int m, int efConstruction, int threads)
    {
        _index?.Dispose();
        _queries = set.Queries;
        var options = new HnswOptions { M = m, EfConstruction = efConstruction, Metric = set.Metric, Storage = storage };
        HnswBuilder.Build(new VectorTable(set.Vectors.Values[..(Math.Min(WarmUpCount, set.Vectors.Count) * set.Vectors.Dim)], set.Vectors.Dim), options, threads).Dispose();
        long start = Stopwatch.GetTimestamp();
        TimeSpan cpu = Environment.CpuUsage.TotalTime;
        _index = HnswBuilder.Build(set.Vectors, options, threads);
        return new BuildCost((Environment.CpuUsage.TotalTime - cpu).TotalSeconds, Stopwatch.GetElapsedTime(start).TotalSeconds, _index.MemoryBytes, _index.MemoryBytes);
    }

    public int[] Find(int ef)
    {
        int[] found = new int[_queries.Count * AnnSet.K];
        SearchAll(Index.WithEfSearch(ef), 0, _queries.Count, found, _scratch);
        return found;
    }

    public SearchTurn Search(int ef, double seconds)
    {
        HnswIndex index = Index.WithEfSearch(ef);
        int[] found = new int[_queries.Count * AnnSet.K];
        TimeSpan start = Environment.CpuUsage.TotalTime;
        double cpu = 0;
        long done = 0;
        for (; cpu < seconds; cpu = (Environment.CpuUsage.TotalTime - start).TotalSeconds, done += _queries.Count) SearchAll(index, 0, _queries.Count, found, _scratch);
        return new SearchTurn(done, cpu);
    }

    /// <summary>All queries, so many times, shared out among threads.</summary>
    /// <returns>Seconds on the clock, and of CPU time of all threads.</returns>
    public (double Seconds, double CpuSeconds) SearchOn(int threads, int ef, int times)
    {
        HnswIndex index = Index.WithEfSearch(ef);
        var workers = new Thread[threads];
        long start = Stopwatch.GetTimestamp();
        TimeSpan cpu = Environment.CpuUsage.TotalTime;
        for (int i = 0; i < threads; i++)
        {
            (int from, int to) = (i * _queries.Count / threads, (i + 1) * _queries.Count / threads);
            workers[i] = new Thread(() =>
            {
                var scratch = new SearchScratch();
                int[] found = new int[_queries.Count * AnnSet.K];
                for (int time = 0; time < times; time++) SearchAll(index, from, to, found, scratch);
            });
            workers[i].Start();
        }
        foreach (Thread worker in workers) worker.Join();
        return (Stopwatch.GetElapsedTime(start).TotalSeconds, (Environment.CpuUsage.TotalTime - cpu).TotalSeconds);
    }

    /// <summary>Opens the index from a file that the system has in memory, again and again: mapped, and checked to the last byte.</summary>
    /// <returns>The file's size; milliseconds of each time, on the clock and of CPU time.</returns>
    public (long Bytes, double[] Clock, double[] Cpu) OpenFile(string path, int times)
    {
        HnswFile.Save(path, Index);
        HnswFile.Open(path).Dispose();
        double[] clock = new double[times], cpu = new double[times];
        for (int i = 0; i < times; i++)
        {
            long start = Stopwatch.GetTimestamp();
            TimeSpan used = Environment.CpuUsage.TotalTime;
            using HnswIndex opened = HnswFile.Open(path);
            (clock[i], cpu[i]) = (Stopwatch.GetElapsedTime(start).TotalMilliseconds, (Environment.CpuUsage.TotalTime - used).TotalMilliseconds);
        }
        long bytes = new FileInfo(path).Length;
        File.Delete(path);
        return (bytes, clock, cpu);
    }

    public void Dispose() => _index?.Dispose();

    private void SearchAll(HnswIndex index, int from, int to, int[] found, SearchScratch scratch)
    {
        Span<float> scores = stackalloc float[AnnSet.K];
        for (int row = from; row < to; row++) index.Search(_queries[row], found.AsSpan(row * AnnSet.K, AnnSet.K), scores, scratch);
    }
}
