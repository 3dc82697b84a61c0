using BenchmarkDotNet.Attributes;
using OnnxRecs.Candidates;
using OnnxRecs.Candidates.Hnsw;
using OnnxRecs.Numerics;

namespace OnnxRecs.Benchmarks.Search;

/// <summary>300 candidates out of a catalogue of 4,000: so many out of so few that looking at every vector is hard to beat.</summary>
public class HnswBenchmarks
{
    private const int Count = 4000;
    private const int Dim = 64;
    private const int ClusterCount = 20;
    private const int QueryCount = 64;
    private readonly int[] _items = new int[300];
    private readonly float[] _scores = new float[300];
    private ExactIndex _exact = null!;
    private HnswIndex _hnsw = null!;
    private VectorTable _queries = null!;
    private int _next;

    [GlobalSetup]
    public void SetUp()
    {
        var rng = new Rng(1);
        float[] centres = Normal(rng, ClusterCount * Dim);
        VectorTable vectors = Around(centres, Count, rng);
        _exact = new ExactIndex(vectors);
        _hnsw = HnswBuilder.Build(vectors, new HnswOptions());
        _queries = Around(centres, QueryCount, rng);
    }

    [Benchmark(Baseline = true, Description = "ExactIndex")]
    public int Exact() => _exact.Search(NextQuery(), _items, _scores);

    [Benchmark(Description = "HnswIndex")]
    public int Hnsw() => _hnsw.Search(NextQuery(), _items, _scores);

    private ReadOnlySpan<float> NextQuery() => _queries[_next++ % QueryCount];

    private static float[] Normal(Rng rng, int count) => [.. Enumerable.Range(0, count).Select(_ => (float)rng.NextGaussian())];

    // Clusters of taste, as a trained item tower has them.
    private static VectorTable Around(float[] centres, int count, Rng rng)
    {
        float[] values = Normal(rng, count * Dim);
        for (int row = 0; row < count; row++)
        {
            ReadOnlySpan<float> centre = centres.AsSpan(rng.NextInt(ClusterCount) * Dim, Dim);
            for (int d = 0; d < Dim; d++) values[row * Dim + d] = 0.5f * values[row * Dim + d] + centre[d];
        }
        return new VectorTable(values, Dim);
    }
}
