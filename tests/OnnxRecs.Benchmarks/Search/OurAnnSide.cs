using System.Diagnostics;
using OnnxRecs.Candidates.Hnsw;

namespace OnnxRecs.Benchmarks.Search;

/// <summary>Our index in this process.</summary>
internal sealed class OurAnnSide : IAnnSide
{
    private readonly int[] _items = new int[AnnSet.K];
    private readonly float[] _scores = new float[AnnSet.K];
    private AnnSet _set = null!;
    private HnswIndex _index = null!;

    public string Name => "ours";

    public BuildCost Build(AnnSet set, int m, int efConstruction)
    {
        _set = set;
        long start = Stopwatch.GetTimestamp();
        TimeSpan cpu = Environment.CpuUsage.TotalTime;
        _index = HnswBuilder.Build(set.Vectors, new HnswOptions { M = m, EfConstruction = efConstruction });
        return new BuildCost((Environment.CpuUsage.TotalTime - cpu).TotalSeconds, Stopwatch.GetElapsedTime(start).TotalSeconds, 0, 0);
    }

    public int[] Find(int ef)
    {
        HnswIndex index = _index.WithEfSearch(ef);
        int[] found = new int[_set.Queries.Count * AnnSet.K];
        for (int row = 0; row < _set.Queries.Count; row++) index.Search(_set.Queries[row], found.AsSpan(row * AnnSet.K, AnnSet.K), _scores);
        return found;
    }

    public SearchTurn Search(int ef, double seconds)
    {
        HnswIndex index = _index.WithEfSearch(ef);
        TimeSpan start = Environment.CpuUsage.TotalTime;
        double cpu = 0;
        long done = 0;
        for (; cpu < seconds; cpu = (Environment.CpuUsage.TotalTime - start).TotalSeconds, done += _set.Queries.Count)
        {
            for (int row = 0; row < _set.Queries.Count; row++) index.Search(_set.Queries[row], _items, _scores);
        }
        return new SearchTurn(done, cpu);
    }

    public void Dispose() { }
}
